namespace MimRepro.Pipeline.Tests.Fingerprints;

public sealed class RerunReasonsTests
{
    [Fact, Trait("Kind", "Snapshot")]
    public void Reasons_ForEverythingThatCanChange_ReadAsWords()
    {
        KeyValuePair<string, string>[] before =
        [
            new("format", "1"), new("kind", "train"),
            new("recipe", """{"betas":[0.9,0.99],"depth":6,"gone":1,"schedule":{"rate":0.1,"steps":[1,2]},"text":"a"}"""),
            new("code/Models", new string('a', 64)), new("input/data", new string('b', 64)), new("environment/device", "cpu"), new("environment/Tensors", "1.2"),
        ];
        KeyValuePair<string, string>[] now =
        [
            new("format", "2"), new("kind", "fine-tune"),
            new("recipe", """{"betas":[0.9,0.95],"depth":6,"schedule":{"rate":0.2,"steps":[1,2,3]},"text":"a","added":null}"""),
            new("code/Models", new string('c', 64)), new("code/Data", new string('d', 64)), new("input/data", new string('e', 64)),
            new("environment/device", "cuda"), new("environment/Tensors", "1.2"),
        ];

        IReadOnlyList<RerunReason> reasons = RerunReasons.Compare(now, [.. before.Select(part => new FingerprintPart(part.Key, part.Value))], _ => []);

        Snapshots.Match(string.Join('\n', reasons.Select(reason => $"{reason.Cause}: {reason.Text}")), "all");
    }

    [Fact, Trait("Kind", "Unit")]
    public void RecipeDifference_SameValuesOtherText_SaysSo() =>
        Assert.Equal(["text differs, values do not"], RecipeDifference.Members("""{"a":1.0}""", """{ "a": 1 }"""));

    [Fact, Trait("Kind", "Unit")]
    public void RecipeDifference_NotJson_SaysThatTextDiffers() => Assert.Equal(["text differs"], RecipeDifference.Members("{", "{}"));
}
