using PublicApiGenerator;

namespace MimRepro.Results.Tests;

public sealed class PublicSurfaceTests
{
    [Fact, Trait("Kind", "Snapshot")]
    public void PublicSurface_IsTheStoredOne() => Snapshots.Match(
        typeof(ResultsDatabase).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }), "surface");
}
