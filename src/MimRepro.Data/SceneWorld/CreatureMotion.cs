namespace MimRepro.Data.SceneWorld;

/// <summary>What a creature does with its joints at one moment; angles in radians, 0 everywhere for standing still and straight.</summary>
/// <param name="GaitPhase">One step cycle is 2π.</param>
/// <param name="Stride">Swing of the legs to either side.</param>
/// <param name="SpineBend">Bend of the whole trunk, to the left.</param>
/// <param name="SpineWave">Height of the wave that runs along a serpent's or fish's body.</param>
/// <param name="HeadYaw">To the left.</param>
/// <param name="HeadPitch">Upwards.</param>
/// <param name="TailSway">To the left, over the whole tail.</param>
/// <param name="TailLift">Upwards, over the whole tail.</param>
/// <param name="WingLift">Of both wings above the level.</param>
/// <param name="Crouch">0 … 1: how far the knees are bent beyond what walking needs.</param>
public readonly record struct CreatureMotion(double GaitPhase, double Stride, double SpineBend, double SpineWave, double HeadYaw, double HeadPitch,
    double TailSway, double TailLift, double WingLift, double Crouch);
