using MimRepro.BuildHost.Parameters;

namespace MimRepro.Tests.BuildHost.Parameters;

[Trait("Kind", "Unit")]
public class ParameterNamesTests
{
    [Theory]
    [InlineData("DataRoot", "data-root")]
    [InlineData("Store", "store")]
    [InlineData("GPUCount", "gpu-count")]
    [InlineData("UseGPU", "use-gpu")]
    public void Dashed_OfAMemberName_SplitsAtCapitals(string name, string dashed) => Assert.Equal(dashed, ParameterNames.Dashed(name));

    [Theory]
    [InlineData("NUKE_DATA_ROOT", "NUKEDataRoot", true)]
    [InlineData("--data-root", "DataRoot", true)]
    [InlineData("Data", "DataRoot", false)]
    [InlineData("DataRoots", "DataRoot", false)]
    [InlineData("", "--", true)]
    public void Same_OfTwoSpellings_ComparesLettersAndDigits(string first, string second, bool same) => Assert.Equal(same, ParameterNames.Same(first, second));
}
