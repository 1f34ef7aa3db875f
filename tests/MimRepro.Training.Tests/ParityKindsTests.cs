namespace MimRepro.Training.Tests;

/// <summary>Parity tests pick their cases by kind: one of a new kind would be left out in silence.</summary>
[Trait("Kind", "Parity")]
public sealed class ParityKindsTests
{
    [Theory]
    [InlineData("d_train", "param_groups", "lr_schedule", "lr_schedule_depth", "remap_relative_position_bias", "load_pretrained_end_to_end")]
    [InlineData("e_analysis", "attention_analysis", "cka", "effective_receptive_field")]
    [InlineData("j_training", "training_curve")]
    [InlineData("l_detection", "roi_align", "nms", "box_code", "anchors", "box_assignment", "mask_paste", "mask_targets", "mask_rcnn_heads")]
    public void Folder_HoldsOnlyKindsThatAreTested(string folder, params string[] tested) =>
        Assert.Empty(ParityFolder.KindsOf(folder).Except(tested));
}
