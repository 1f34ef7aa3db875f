using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MimRepro.Results;
using MimRepro.Results.Claims;

namespace MimRepro.Reporting;

/// <summary>A whole run of made-up numbers: smooth formulas plus a seeded wobble. Nothing in it was ever measured.</summary>
internal sealed class SyntheticRun
{
    private const int Depth = 6, Heads = 4;
    private static readonly double[] CheckpointEpochs = [0, 5, 10, 20];

    private readonly int _seeds;
    private readonly bool _large;
    private ulong _state = 0x9E3779B97F4A7C15;

    private SyntheticRun(int seeds, bool large) => (_seeds, _large) = (seeds, large);

    public static RunRecord Build(int seeds = 2, bool large = false) => new SyntheticRun(seeds, large).Run();

    public static IReadOnlyList<ClaimDefinition> Claims { get; } =
    [
        Claim("C1", "MIM brings locality to all layers", PaperStatus.Read, "figure 1, read from the plot: MIM keeps local heads in every layer",
            Test("distance-last-third", "attention_distance.last_third", Direction.Less, 0.5, "px")),
        Claim("C2", "Supervised heads lose diversity in the last layers", PaperStatus.Recalled, "no number given; figure 3",
            Test("diversity-last-three", "head_diversity.last_three", Direction.Greater, 0.05, "nats")),
        Claim("C9", "MIM fine-tunes better on fine-grained classes", PaperStatus.Read, "+0.8 to +2.1 points on CoG (table 3)",
            Test("top1-fine-tuning", "top1", Direction.Greater, 0.5, "%"), Test("top1-scratch", "top1", Direction.Greater, 1, "%")),
        Claim("C17", "A claim whose steps are not there yet", PaperStatus.Recalled, "none",
            Test("missing", "cka.first_last", Direction.Greater, 0, "")),
    ];

    private RunRecord Run()
    {
        var steps = new List<StepRecord> { Data() };
        for (var seed = 0; seed < _seeds; seed++)
            foreach (var arm in new[] { "mim", "supervised" })
                steps.Add(Pretraining(arm, seed));
        steps.Add(Reconstruction());
        foreach (var arm in new[] { "mim", "supervised" })
            for (var seed = 0; seed < _seeds; seed++)
                steps.Add(Analysis(arm, seed));
        foreach (var arm in new[] { "mim", "supervised", "scratch" })
            for (var seed = 0; seed < _seeds; seed++)
                steps.Add(FineTuning(arm, seed));
        for (var seed = 0; seed < _seeds; seed++)
            steps.AddRange([Accuracy("probe", "linear-probe", "mim", seed, 74), Accuracy("probe", "linear-probe", "supervised", seed, 82), Accuracy("pixels", "pixel-baseline", "pixels", seed, 71)]);
        return new RunRecord(Row, steps, [.. Claims.Take(3).Select(Result)]);
    }

    private static RunRow Row => new()
    {
        Id = "20260102-030405-synthetic",
        Profile = "small",
        Started = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Ended = new DateTimeOffset(2026, 1, 2, 3, 17, 5, TimeSpan.Zero),
        Environment = new Dictionary<string, string> { ["os"] = "Synthetic OS 1", ["cpu"] = "Synthetic CPU", ["cores"] = "2", ["libtorch"] = "2.10.0", ["device"] = "cpu" },
    };

    private StepRecord Data() => Step("data-fashion-mnist", "prepare-data", "PrepareData", "", 0, [], [], []) with { Outcome = StepOutcome.Cached };

    private StepRecord Pretraining(string arm, int seed)
    {
        var points = _large ? 2000 : 60;
        var x = Enumerable.Range(1, points).Select(i => 20.0 * i / points).ToArray();
        var y = x.Select(e => arm == "mim" ? 0.24 + 0.4 * Math.Exp(-e / 3) + Wobble(0.01) : 0.3 + 1.9 * Math.Exp(-e / 4) + Wobble(0.04)).ToArray();
        var metric = arm == "mim" ? "masked_l1_eval" : "cross_entropy_eval";
        return Step($"pretrain-{arm}-seed{seed}", arm == "mim" ? "pretrain-simmim" : "pretrain-supervised", arm == "mim" ? "PretrainMim" : "PretrainSupervised",
            arm, seed, [new MetricRow(metric, y[^1])], [new SeriesRow("loss", "epoch", x, y)], []);
    }

    private StepRecord Reconstruction() => Step("reconstruct-mim-seed0", "reconstruct", "PretrainMim", "mim", 0, [], [],
        [new FigureRow("reconstructions", "Original, masked and reconstructed images; held-out, synthetic stripes.", "Three columns of striped squares", "image/png",
            _large ? Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31 + i / 7)).ToArray() : StripedPng(96, 32))]);

    private StepRecord Analysis(string arm, int seed)
    {
        var metrics = new List<MetricRow>();
        foreach (var epoch in (_large ? [0, 1, 2, 4, 8, 12, 16, 20] : CheckpointEpochs).Select(x => (double?)x).Append(null))
        {
            var share = (epoch ?? 20) / 20;
            for (var layer = 0; layer < Depth; layer++)
                for (var head = 0; head < Heads; head++)
                {
                    var spread = (head - 1.5) / 1.5 * share;
                    var depth = layer / (Depth - 1.0);
                    var local = arm == "mim" ? 4.0 - depth : 6.5 * (1 - depth);
                    metrics.Add(new MetricRow("attention_distance", 16.5 - share * local + spread * (arm == "mim" ? 2.2 : 1.6 * (1 - depth)) + Wobble(0.2), epoch, layer, head));
                    metrics.Add(new MetricRow("attention_entropy", 4.1 - share * local * 0.16 + spread * 0.3 + Wobble(0.03), epoch, layer, head));
                    metrics.Add(new MetricRow("head_diversity", share * (arm == "mim" ? 0.5 : 0.55 * (1 - depth)) + 0.02 + Math.Abs(Wobble(0.03)), epoch, layer, head));
                }
            for (var row = 0; row <= Depth; row++)
                for (var column = 0; column <= Depth; column++)
                    metrics.Add(new MetricRow("cka", row == column ? 1 : Math.Exp(-Math.Abs(row - column) * (arm == "mim" ? 0.05 : 0.18)), epoch, row, OtherLayer: column));
        }
        metrics.Add(new MetricRow("attention_distance.last_third", arm == "mim" ? 13.1 : 15.9));
        return Step($"analyze-{arm}-seed{seed}", "analyze-attention", "AnalyzeAttention", arm, seed, metrics, [], []);
    }

    private StepRecord FineTuning(string arm, int seed)
    {
        var top = arm switch { "mim" => 86.4, "supervised" => 87.9, _ => 82.3 };
        var x = Enumerable.Range(1, 10).Select(i => (double)i).ToArray();
        var record = Accuracy("finetune", "fine-tune", arm, seed, top);
        return record with
        {
            Series =
            [
                new SeriesRow("loss", "epoch", x, x.Select(e => 0.4 + 1.6 * Math.Exp(-e / 3) + Wobble(0.02)).ToArray()),
                new SeriesRow("top1", "epoch", x, x.Select(e => top - 30 * Math.Exp(-e / 2) + Wobble(0.4)).ToArray()),
            ],
        };
    }

    private StepRecord Accuracy(string name, string kind, string arm, int seed, double top1) => Step(
        name == "pixels" ? $"pixels-seed{seed}" : $"{name}-{arm}-seed{seed}", kind, "FineTune", arm, seed, [new MetricRow("top1", top1 + Wobble(0.6))], [], []);

    private StepRecord Step(string name, string kind, string experiment, string arm, int seed, IReadOnlyList<MetricRow> metrics, IReadOnlyList<SeriesRow> series, IReadOnlyList<FigureRow> figures) => new(
        new StepRow
        {
            Name = name,
            Kind = kind,
            Experiment = experiment,
            Tags = arm == "" ? new Dictionary<string, string>() : new Dictionary<string, string> { ["arm"] = arm, ["seed"] = $"{seed}" },
            Key = string.Concat(Enumerable.Repeat($"{name.Length:x2}{seed:x2}{kind.Length:x2}ab", 8)),
            Artifact = string.Concat(Enumerable.Repeat($"{kind.Length:x2}{seed:x2}{name.Length:x2}cd", 8)),
            RecipeJson = Recipe(kind, arm, seed),
            FingerprintParts = [],
            DurationInSeconds = 3 + name.Length * 4,
        },
        StepOutcome.Ran, metrics, series, figures, null);

    private static string Recipe(string kind, string arm, int seed) => $$"""
        {"BatchSize":64,"Data":{"Classes":[0,1,2],"Dataset":"fashion-mnist","ImageSize":32},"Deviations":["Width: the paper's model does not fit 2 cores"],
        "Id":"{{kind}}-{{arm}}-tiny","Model":{"Depth":6,"ImageSize":32,"PatchSize":4},"Optimizer":{"Betas":[0.9,0.999],"EmaDecay":null},"Seed":{{seed}},"Source":"synthetic, for tests; PAPER.md 4.1"}
        """;

    private static ClaimDefinition Claim(string id, string title, PaperStatus status, string value, params ClaimTest[] tests) => new()
    {
        Id = id,
        Title = title,
        Statement = $"The paper says, in our words: {title}.",
        Status = status,
        PaperValue = value,
        Sources = ["PAPER.md 2.1"],
        Tests = tests,
        Notes = ["Synthetic note: a tiny model leaves much open."],
    };

    private static ClaimTest Test(string id, string metric, Direction direction, double minimum, string unit) => new()
    {
        Id = id,
        Statement = $"{metric}: SimMIM {(direction == Direction.Less ? "below" : "above")} supervised by at least {minimum} {unit}.",
        Left = new Quantity(metric, new Dictionary<string, string> { ["arm"] = "mim", ["task"] = "synthetic" }),
        Right = new Quantity(metric, new Dictionary<string, string> { ["arm"] = "supervised", ["task"] = "synthetic" }),
        Constant = 0,
        Direction = direction,
        MinimumEffect = minimum,
        Unit = unit,
    };

    private ClaimResult Result(ClaimDefinition claim) => new(claim, VerdictOf(claim.Id), [.. claim.Tests.Select(test =>
    {
        var effects = Enumerable.Range(0, _seeds).Select(seed => (test.Direction == Direction.Less ? -2.6 : claim.Id == "C9" ? -1.2 : 0.2) + 0.11 * seed).ToArray();
        var interval = Intervals.Mean95(effects);
        return new TestResult(test, VerdictOf(claim.Id), [.. effects.Select((x, seed) => new SeedEffect(seed, 13.2 + x, 13.2, x))], interval.Mean, interval.Low, interval.High);
    })]);

    private static Verdict VerdictOf(string claim) => claim switch { "C1" => Verdict.Reproduced, "C9" => Verdict.NotReproduced, _ => Verdict.Inconclusive };

    private double Wobble(double size)
    {
        _state = _state * 6364136223846793005 + 1442695040888963407;
        return size * ((_state >> 11) / (double)(1UL << 53) * 2 - 1);
    }

    /// <summary>A grey picture of stripes, uncompressed enough to be the same bytes everywhere.</summary>
    private static byte[] StripedPng(int width, int height)
    {
        var rows = new MemoryStream();
        for (var y = 0; y < height; y++)
        {
            rows.WriteByte(0);
            for (var x = 0; x < width; x++)
                rows.WriteByte((byte)(x / 32 == 1 && (x / 4 + y / 4) % 2 == 0 ? 0 : (x % 16 * 12 + y * 2)));
        }
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
            zlib.Write(rows.ToArray());
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        return [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var (length, sum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc(body));
        return [.. length, .. body, .. sum];
    }

    private static uint Crc(byte[] data)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
        }
        return ~crc;
    }
}
