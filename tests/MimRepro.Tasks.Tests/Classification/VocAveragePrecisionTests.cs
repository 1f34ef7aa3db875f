using CsCheck;
using MimRepro.Data.Classification;
using MimRepro.Tasks.Classification;
using static MimRepro.Data.Classification.Presence;

namespace MimRepro.Tasks.Tests.Classification;

[Trait("Kind", "Unit")]
public sealed class VocAveragePrecisionTests
{
    [Fact]
    public void OfClass_TwoOfFour_GivesWhatPaperAndPencilGive() =>
        // In order: present, absent, present, absent. Precision 1 up to recall 0.5 (six points), 2/3 up to 1 (five).
        Assert.Equal(100 * (6 * 1.0 + 5 * 2 / 3.0) / 11, VocAveragePrecision.OfClass([0.9, 0.1, 0.7, 0.8], [Present, Absent, Present, Absent]), 1e-12);

    [Fact]
    public void OfClass_DifficultPictures_CountNeitherForNorAgainst()
    {
        var without = VocAveragePrecision.OfClass([0.9, 0.8, 0.7, 0.1], [Present, Absent, Present, Absent]);

        Assert.Equal(without, VocAveragePrecision.OfClass([1.5, 0.9, 0.85, 0.8, 0.7, 0.1, 0], [Difficult, Present, Difficult, Absent, Present, Absent, Difficult]), 1e-12);
    }

    [Fact]
    public void OfClass_ThreeOfTenFound_ReachRecallThreeTenths()
    {
        // Three present, then many absent, then seven present: precision 1 at recalls 0, 0.1, 0.2 and 0.3.
        Presence[] presence = [.. Enumerable.Repeat(Present, 3), .. Enumerable.Repeat(Absent, 90), .. Enumerable.Repeat(Present, 7)];
        double[] scores = [.. presence.Select((_, i) => -i)];

        // After that, the best precision is 10 / 100, at the end.
        Assert.Equal(100 * (4 + 7 * 0.1) / 11, VocAveragePrecision.OfClass(scores, presence), 1e-12);
    }

    [Fact]
    public void OfClass_EqualScores_KeepTheirOrder()
    {
        Assert.Equal(100, VocAveragePrecision.OfClass([1, 1], [Present, Absent]), 1e-12);
        Assert.Equal(50, VocAveragePrecision.OfClass([1, 1], [Absent, Present]), 1e-12);
    }

    [Fact]
    public void OfClass_AnyRanking_LiesBetweenWorstAndBest() => Gen.Select(Gen.Int[1, 9], Gen.Int[0, 9], Gen.Double[-1, 1].Array[18]).Sample((present, absent, draws) =>
    {
        Presence[] presence = [.. Enumerable.Repeat(Present, present), .. Enumerable.Repeat(Absent, absent)];

        var value = VocAveragePrecision.OfClass(draws.AsSpan(0, presence.Length), presence);

        Assert.InRange(value, 100.0 * present / presence.Length - 1e-9, 100 + 1e-9); // at full recall precision is at least the share of present ones
    }, iter: 300);

    [Fact]
    public void Mean_TwoClasses_IsTheirMean() =>
        // Class 0 is ranked perfectly; class 1 has its one picture second.
        Assert.Equal(75, VocAveragePrecision.Mean([1, 0.9, 0, 0.5], [Present, Absent, Absent, Present], 2), 1e-12);

    [Fact]
    public void OfClass_WrongInput_SaysWhatIsWrong()
    {
        Assert.Contains("No picture shows the class", Assert.Throws<ArgumentException>(() => VocAveragePrecision.OfClass([1], [Difficult])).Message);
        Assert.Contains("2 scores for 1 pictures", Assert.Throws<ArgumentException>(() => VocAveragePrecision.OfClass([1, 2], [Present])).Message);
        Assert.Contains("picture 1 is not a number", Assert.Throws<ArgumentException>(() => VocAveragePrecision.OfClass([1, double.NaN], [Present, Absent])).Message);
        Assert.Throws<ArgumentException>(() => VocAveragePrecision.Mean([1, 2, 3], [Present, Absent, Absent], 2));
    }
}
