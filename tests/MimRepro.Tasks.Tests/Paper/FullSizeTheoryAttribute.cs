namespace MimRepro.Tasks.Tests.Paper;

/// <summary>A theory over full-size models that are too many or too large for every run of the tests: only on request.</summary>
/// <remarks>MIMREPRO_FULL_SIZE=1 dotnet test tests/MimRepro.Tasks.Tests -c Release --filter FullyQualifiedName~PaperTraining</remarks>
internal sealed class FullSizeTheoryAttribute : TheoryAttribute
{
    public FullSizeTheoryAttribute()
    {
        if (Environment.GetEnvironmentVariable("MIMREPRO_FULL_SIZE") != "1")
            Skip = "Each model takes up to 90 s and 12 GB; MIMREPRO_FULL_SIZE=1 trains them too.";
    }
}
