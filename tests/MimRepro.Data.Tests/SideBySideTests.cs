namespace MimRepro.Data.Tests;

[Trait("Kind", "Unit")]
public sealed class SideBySideTests
{
    [Fact]
    public void For_EachPlace_IsMadeOnce()
    {
        var made = new int[1000];

        SideBySide.For(made.Length, place => Interlocked.Increment(ref made[place]));

        Assert.All(made, times => Assert.Equal(1, times));
    }

    [Fact]
    public void For_Fault_SurfacesAsItWas()
    {
        var fault = Assert.Throws<DataFormatException>(() => SideBySide.For(8, place => throw new DataFormatException($"picture {place}")));

        Assert.StartsWith("picture ", fault.Message);
    }
}
