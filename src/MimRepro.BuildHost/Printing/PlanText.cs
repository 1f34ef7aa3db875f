using System.Globalization;
using System.Text;

namespace MimRepro.BuildHost.Printing;

/// <summary>What <c>--plan</c> prints about the targets.</summary>
internal static class PlanText
{
    public static string Write(IReadOnlyCollection<ExecutableTarget> plan)
    {
        var text = new StringBuilder("Plan (nothing is run):\n\n");
        var width = plan.Count == 0 ? 0 : plan.Max(target => target.Name.Length);
        var number = 0;
        foreach (var target in plan)
        {
            number++;
            var needed = target.ExecutionDependencies.Where(plan.Contains).Select(dependency => dependency.Name).ToList();
            var skipped = target.Status == ExecutionStatus.Skipped ? $"  skipped: {target.Reason}" : "";
            var needs = needed.Count == 0 ? "" : $"  needs {string.Join(", ", needed)}";
            var line = string.Create(CultureInfo.InvariantCulture, $"{number,4}  {target.Name.PadRight(width)}{skipped}{needs}");
            text.Append(line.TrimEnd()).Append('\n');
        }

        return text.ToString();
    }
}
