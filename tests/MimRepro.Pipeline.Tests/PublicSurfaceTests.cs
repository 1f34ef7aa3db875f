using PublicApiGenerator;

namespace MimRepro.Pipeline.Tests;

public sealed class PublicSurfaceTests
{
    [Fact, Trait("Kind", "Snapshot")]
    public void PublicSurface_IsWhatOtherRoomsCall() => Snapshots.Match(
        typeof(PipelineSession).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }), "api");
}
