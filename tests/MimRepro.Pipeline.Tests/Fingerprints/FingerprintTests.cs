using CsCheck;

namespace MimRepro.Pipeline.Tests.Fingerprints;

public sealed class FingerprintTests
{
    [Fact, Trait("Kind", "Unit")]
    public void Key_OfKnownParts_IsTheHashWorkedByHand()
    {
        // printf '\x01\0\0\0a\x01\0\0\0b' | sha256sum
        var fingerprint = new Fingerprint([new("a", "b")]);

        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("\u0001\0\0\0a\u0001\0\0\0b"u8)), fingerprint.Key);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Key_PartsSplitElsewhere_IsAnother()
    {
        Gen.Select(Gen.String.AlphaNumeric, Gen.String.AlphaNumeric, Gen.String.AlphaNumeric).Sample((a, b, c) =>
        {
            string left = new Fingerprint([new(a + b, c)]).Key;
            string right = new Fingerprint([new(a, b + c)]).Key;
            return left == right == (b.Length == 0);
        });
    }

    [Fact, Trait("Kind", "Unit")]
    public void Key_DoesNotKnowNamesAndTags()
    {
        Step step = FakeWorker.Step("one");
        Step renamed = step with { Name = "two", Experiment = "Other", Tags = new Dictionary<string, string>(), Estimate = TimeSpan.Zero };

        Assert.Equal(KeyOf(step), KeyOf(renamed));
    }

    private static string KeyOf(Step step) => Fingerprint.Of(step, [], new Dictionary<string, string>(), []).Key;
}
