namespace MimRepro.Tasks.Tests.Paper;

/// <summary>A theory over models of 200 million parameters and more: minutes and gigabytes for each, so only on request.</summary>
/// <remarks>MIMREPRO_LARGE_MODELS=1 dotnet test tests/MimRepro.Tasks.Tests -c Release --filter FullyQualifiedName~PaperTraining</remarks>
internal sealed class LargeModelsTheoryAttribute : TheoryAttribute
{
    public LargeModelsTheoryAttribute()
    {
        if (Environment.GetEnvironmentVariable("MIMREPRO_LARGE_MODELS") != "1")
            Skip = "Models of the L size take minutes and up to 12 GB; MIMREPRO_LARGE_MODELS=1 runs them.";
    }
}
