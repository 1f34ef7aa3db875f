/// <summary>Placeholder until targets are tied to the pipeline.</summary>
internal sealed partial class Build
{
    private void Run(string experiment) =>
        Assert.Fail($"'{experiment}' is not connected yet (profile {Profile}, store {Store}, data {DataRoot}, device {Device}, slots {Slots}, keep going {KeepGoing}).");

    private void WriteReport() => Assert.Fail("The report is not connected yet.");
}
