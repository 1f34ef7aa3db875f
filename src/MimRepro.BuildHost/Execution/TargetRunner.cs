using System.Reflection;
using MimRepro.BuildHost.Printing;

namespace MimRepro.BuildHost.Execution;

/// <summary>Runs the targets of a plan, one after the other.</summary>
internal sealed class TargetRunner(NukeBuild build, Terminal terminal, Func<bool> isInterrupted)
{
    private ExecutableTarget? _stopper;

    /// <summary>Marks what the user leaves out; without names: all but what was asked for.</summary>
    public void Skip(IReadOnlyCollection<ExecutableTarget>? skipped)
    {
        if (skipped is null)
        {
            return;
        }

        foreach (var target in build.ExecutionPlan)
        {
            var isNamed = skipped.Contains(target);
            if (isNamed || (skipped.Count == 0 && !target.IsDefault))
            {
                MarkSkipped(target, "by --skip");
            }
        }
    }

    /// <summary>Marks the targets whose static conditions do not hold.</summary>
    public void CheckStaticConditions()
    {
        foreach (var target in build.ExecutionPlan)
        {
            SkipUnless(target, target.Definition.StaticConditions);
        }
    }

    public void Run()
    {
        foreach (var target in build.ExecutionPlan)
        {
            if (target.Status == ExecutionStatus.Scheduled && !IsBlocked(target))
            {
                RunOne(target);
            }
            else if (target.Status == ExecutionStatus.Skipped)
            {
                build.OnTargetSkipped(target.Name);
            }
        }
    }

    private bool IsBlocked(ExecutableTarget target)
    {
        if (isInterrupted())
        {
            target.Reason = "cancelled";
        }
        else if (target.AssuredAfterFailure)
        {
            return false;
        }
        else if (target.ExecutionDependencies.Find(needed => needed.Status is ExecutionStatus.Failed or ExecutionStatus.NotRun) is { } missing)
        {
            target.Reason = $"needs {missing.Name}";
        }
        else if (_stopper != null)
        {
            target.Reason = $"{_stopper.Name} failed";
        }
        else
        {
            return false;
        }

        target.Status = ExecutionStatus.NotRun;
        return true;
    }

    private void RunOne(ExecutableTarget target)
    {
        try
        {
            if (SkipUnless(target, target.Definition.DynamicConditions))
            {
                build.OnTargetSkipped(target.Name);
                return;
            }

            if (target.Definition.Actions.Count == 0)
            {
                target.Status = ExecutionStatus.Collective;
                return;
            }

            Announce(target);
            target.Status = ExecutionStatus.Running;
            target.Stopwatch.Start();
            build.OnTargetRunning(target.Name);
            target.Definition.Actions.ForEach(action => action());
            target.Stopwatch.Stop();
            target.Status = ExecutionStatus.Succeeded;
            build.OnTargetSucceeded(target.Name);
        }
        catch (Exception exception)
        {
            Fail(target, Unwrap(exception));
        }
    }

    private void Fail(ExecutableTarget target, Exception exception)
    {
        target.Stopwatch.Stop();
        target.Status = isInterrupted() ? ExecutionStatus.Aborted : ExecutionStatus.Failed;
        target.Reason ??= isInterrupted() ? "cancelled" : exception.Message.Split('\n')[0].TrimEnd();
        if (!isInterrupted())
        {
            terminal.Error(IsForUser(exception) ? exception.Message : $"Target '{target.Name}' failed by a fault of the build:\n{exception}");
        }

        if (!target.ProceedAfterFailure)
        {
            _stopper ??= target;
        }

        build.OnTargetFailed(target.Name);
    }

    /// <summary>True if the message says all that the user needs: the throw was on purpose, not a fault in code.</summary>
    private bool IsForUser(Exception exception) =>
        build.ExitCode != null || exception is UsageException or ProcessException or OperationCanceledException
        || exception.GetType() == typeof(Exception) || exception.GetType() == typeof(ArgumentException);

    private void Announce(ExecutableTarget target)
    {
        if (NukeBuild.Verbosity <= Verbosity.Normal)
        {
            terminal.Line();
            terminal.Line(terminal.HasColours ? terminal.Styled($"── {target.Name} ", Style.Cyan) : $"== {target.Name}");
        }
    }

    private bool SkipUnless(ExecutableTarget target, List<(string Text, Func<bool> Holds)> conditions)
    {
        var broken = conditions.FindAll(condition => !condition.Holds());
        if (broken.Count == 0 || target.Status != ExecutionStatus.Scheduled)
        {
            return false;
        }

        MarkSkipped(target, $"unless {string.Join(" && ", broken.Select(condition => condition.Text))}", evenIfInvoked: true);
        return true;
    }

    // What only a skipped target needs is skipped with it.
    private void MarkSkipped(ExecutableTarget target, string reason, bool evenIfInvoked = false)
    {
        if (target.Status != ExecutionStatus.Scheduled)
        {
            return;
        }

        if (!target.Invoked || evenIfInvoked)
        {
            target.Status = ExecutionStatus.Skipped;
            target.Reason = reason;
        }

        if (target.Definition.DependencyBehavior == DependencyBehavior.Skip)
        {
            foreach (var needed in target.ExecutionDependencies.Concat(target.Triggers).Where(needed => !IsNeededElsewhere(needed, target)))
            {
                MarkSkipped(needed, $"only {target.Name} needs it");
            }
        }
    }

    private bool IsNeededElsewhere(ExecutableTarget needed, ExecutableTarget skipped) => build.ExecutionPlan.Any(other =>
        other != skipped && other.Status == ExecutionStatus.Scheduled && (other.ExecutionDependencies.Contains(needed) || other.Triggers.Contains(needed)));

    internal static Exception Unwrap(Exception exception) => exception switch
    {
        TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        AggregateException { InnerExceptions: [var single] } => Unwrap(single),
        _ => exception,
    };
}
