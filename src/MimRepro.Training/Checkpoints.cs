namespace MimRepro.Training;

/// <summary>When a plan's checkpoints are due, counted in updates done.</summary>
internal sealed class Checkpoints
{
    private readonly TrainingPlan plan;
    private readonly Queue<(long Step, double Epoch)> due;

    public Checkpoints(TrainingPlan plan, long steps)
    {
        this.plan = plan;
        var last = plan.Schedule.Epochs;
        var outside = plan.CheckpointEpochs.Where(epoch => epoch < 0 || epoch > last).ToArray();
        if (outside.Length > 0)
            throw new ArgumentException($"CheckpointEpochs holds {string.Join(", ", outside)}, expected 0 … {last} (Schedule.Epochs).");
        due = new(plan.CheckpointEpochs.Append(last).Distinct().Order()
            .Select(epoch => (epoch == last ? steps : Math.Min(steps, LearningRate.StepsIn(epoch, plan.StepsPerEpoch)), epoch)));
    }

    /// <summary>Leaves out what a training that goes on after <paramref name="step"/> updates has behind it.</summary>
    public void Skip(long step)
    {
        while (due.Count > 0 && due.Peek().Step <= step)
            due.Dequeue();
    }

    /// <summary>Calls OnCheckpoint for each checkpoint that is due after <paramref name="step"/> updates.</summary>
    public void Reached(long step, WeightAverage? average)
    {
        if (due.Count == 0 || due.Peek().Step > step)
            return;
        average?.Swap();
        while (due.Count > 0 && due.Peek().Step <= step)
            plan.OnCheckpoint(due.Dequeue().Epoch);
        average?.Swap();
    }
}
