using System.Text;

namespace MimRepro.Recipes;

/// <summary>One thing wrong with a recipe.</summary>
/// <param name="Where">Recipe id or step name, or empty.</param>
/// <param name="Member">Path of the member: <c>Model.PatchSize</c>.</param>
/// <param name="Got">The value found.</param>
/// <param name="Expected">What it has to be, and the cure where it is not plain.</param>
public sealed record RecipeFault(string Where, string Member, string Got, string Expected)
{
    /// <summary>A message that lists all <paramref name="faults"/> under <paramref name="headline"/>.</summary>
    public static string Describe(string headline, IReadOnlyList<RecipeFault> faults)
    {
        var text = new StringBuilder($"{headline}: {faults.Count} {(faults.Count == 1 ? "fault" : "faults")}.");
        foreach (var group in faults.GroupBy(fault => fault.Where))
        {
            if (group.Key.Length > 0)
                text.Append($"\n  {group.Key}");
            foreach (var fault in group)
                text.Append($"\n    {fault.Member}\n      got:      {fault.Got}\n      expected: {fault.Expected}");
        }
        return text.ToString();
    }
}
