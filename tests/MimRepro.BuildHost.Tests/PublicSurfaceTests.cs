using PublicApiGenerator;

namespace MimRepro.Tests.BuildHost;

[Trait("Kind", "Snapshot")]
public class PublicSurfaceTests
{
    // Only names and signatures that Nuke.Common has as well may appear here.
    [Fact]
    public void PublicSurface_OfTheHost_IsTheSubsetThatWeMean()
    {
        var surface = typeof(NukeBuild).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false });

        Snapshots.Match(surface, "public-surface");
    }
}
