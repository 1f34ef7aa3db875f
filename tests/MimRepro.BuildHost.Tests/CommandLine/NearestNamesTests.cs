using CsCheck;
using MimRepro.BuildHost.CommandLine;

namespace MimRepro.Tests.BuildHost.CommandLine;

[Trait("Kind", "Unit")]
public class NearestNamesTests
{
    [Fact]
    public void Names_ForATypo_StartWithTheOneMeant() =>
        Assert.Equal(["Compile", "Clean", "Test"], NearestNames.Sort("Compiel", ["Test", "Clean", "Compile"]));

    // kitten -> sitten -> sittin -> sitting
    [Fact]
    public void Distance_KittenToSitting_IsThree() => Assert.Equal(3.0, NearestNames.Distance("kitten", "sitting"));

    [Fact]
    public void Distance_ToItself_IsSmallest() =>
        Gen.Select(Gen.String.AlphaNumeric, Gen.String.AlphaNumeric)
            .Sample((a, b) => NearestNames.Distance(a, a) <= NearestNames.Distance(a, b));
}
