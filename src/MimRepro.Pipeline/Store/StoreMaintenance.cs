using System.Globalization;
using MimRepro.Pipeline.Worker;
using MimRepro.Results;

namespace MimRepro.Pipeline;

/// <summary>What a rebuild restored.</summary>
/// <param name="Runs">Runs.</param>
/// <param name="Outputs">Fingerprints whose measurements were read again.</param>
/// <param name="Aside">Where the earlier database lies now; null if there was none.</param>
/// <param name="Faults">What could not be restored; only where no earlier database was there to keep.</param>
public sealed record RebuiltResults(int Runs, int Outputs, string? Aside, IReadOnlyList<string> Faults);

/// <summary>Work on a store as a whole. Each call takes the store's lock, so it never meets a build that runs.</summary>
/// <exception cref="PipelineInputException">Every call: the store cannot be written, or another build has it and is not waited for.</exception>
public sealed class StoreMaintenance(PipelineSettings settings, IProgressView view)
{
    /// <summary>The longest window: what is older than ten years is old.</summary>
    public const int MaximumKeepDays = 3650;

    private readonly StoreLayout layout = new(settings.Store);

    /// <summary>Makes <c>results.db</c> anew from what lies beside it, and moves the earlier one aside once the new one is complete.</summary>
    /// <exception cref="PipelineInputException">There is nothing to rebuild from, or the new one lacks something that an earlier one may have; that stays.</exception>
    public RebuiltResults RebuildResults()
    {
        if (!Directory.Exists(layout.Journals))
            throw new PipelineInputException($"There is nothing to rebuild results from.\n  store:      {layout.Root}\n  expected:   {layout.Journals}\n  Nothing has been run in this store, or only by a version that wrote no journals.");
        return Locked(() =>
        {
            string made = Path.Combine(layout.Temporary, $"results-{Guid.NewGuid():N}.db");
            (int runs, int outputs, IReadOnlyList<string> faults) = new ResultsRebuild(layout).Write(made);
            bool earlier = File.Exists(layout.Results);
            if (faults.Count > 0 && earlier) throw Incomplete(faults);
            string? aside = earlier ? MoveResultsAside() : null;
            File.Move(made, layout.Results);
            DurableFile.FlushFolder(layout.Root);
            return new RebuiltResults(runs, outputs, aside, faults);
        });
    }

    /// <summary>What can be freed. Reads only, and needs no lock.</summary>
    /// <param name="plans">Current plans; the artifacts by which their steps are cached stay.</param>
    /// <param name="keepDays">What was made or used within so many days stays; 0 to 3650.</param>
    /// <exception cref="PipelineInputException"><paramref name="keepDays"/> is out of range.</exception>
    /// <exception cref="StoreException">A journal cannot be read.</exception>
    public Garbage FindGarbage(IReadOnlyList<Plan> plans, int keepDays)
    {
        if (keepDays is < 0 or > MaximumKeepDays)
            throw new PipelineInputException($"The window cannot be used.\n  parameter:  --keep-days\n  got:        {keepDays}\n  expected:   0 to {MaximumKeepDays}\n  What was made or used within so many days is kept.");
        if (!Directory.Exists(layout.Root))
            throw new PipelineInputException($"There is no store to look through.\n  store:      {layout.Root}\n  Nothing has been run there, or --store names another folder.");
        return new GarbageSearch(layout, plans, DateTimeOffset.UtcNow - TimeSpan.FromDays(keepDays)).Find();
    }

    /// <summary>Frees what <see cref="FindGarbage"/> finds. Of an artifact that a run measured, numbers and pictures stay.</summary>
    /// <param name="plans">Makes the current plans; called under the lock.</param>
    /// <param name="keepDays">As for <see cref="FindGarbage"/>.</param>
    public Garbage FreeGarbage(Func<IReadOnlyList<Plan>> plans, int keepDays)
    {
        FindGarbage([], keepDays); // for what is wrong with the request, before anything is made or locked
        return Locked(() =>
        {
            Garbage garbage = FindGarbage(plans(), keepDays);
            foreach (GarbageItem item in garbage.Items) Free(item);
            return garbage;
        });
    }

    // Away in one move, so that a kill leaves the artifact whole or absent.
    private void Free(GarbageItem item)
    {
        if (item.Kind == GarbageKind.Artifact) KeepMeasurements(item.Path);
        string gone = Path.Combine(layout.Temporary, $"gone-{Guid.NewGuid():N}");
        if (File.Exists(item.Path))
        {
            File.Delete(item.Path);
            return;
        }
        Directory.Move(item.Path, gone);
        Directory.Delete(gone, recursive: true);
    }

    // A run's numbers outlive the weights they were measured on.
    private void KeepMeasurements(string artifact)
    {
        string target = layout.Measurement(Path.GetFileName(artifact)), made = Path.Combine(layout.Temporary, $"measured-{Guid.NewGuid():N}");
        if (Directory.Exists(target) || ArtifactCheck.Fault(artifact, Path.GetFileName(artifact), verify: true) is not null) return;
        try
        {
            StepOutput output = StepOutputReader.Read(artifact);
            foreach (string file in output.Figures.Select(figure => figure.File).Prepend(StepOutput.FileName).Distinct(StringComparer.Ordinal))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(made, file))!);
                File.Copy(Path.Combine(artifact, file), Path.Combine(made, file));
            }
        }
        catch (InvalidDataException)
        {
            return; // it could not be recorded either
        }
        ArtifactStore.Seal(made);
        Directory.CreateDirectory(layout.Measurements);
        Directory.Move(made, target);
        DurableFile.FlushFolder(layout.Measurements);
    }

    private string MoveResultsAside()
    {
        try
        {
            ResultsDatabase.Open(layout.Results).Dispose(); // takes in what lies in its log
        }
        catch (ResultsException)
        {
            // Damaged: its log goes with it.
        }
        Directory.CreateDirectory(layout.Damaged);
        string aside = Path.Combine(layout.Damaged, string.Create(CultureInfo.InvariantCulture, $"results-{DateTime.UtcNow:yyyyMMdd-HHmmss-fff}.db"));
        foreach (string part in new[] { "-wal", "-shm", "" })
            if (File.Exists(layout.Results + part)) File.Move(layout.Results + part, aside + part);
        File.SetLastWriteTimeUtc(aside, DateTime.UtcNow);
        return aside;
    }

    private T Locked<T>(Func<T> work)
    {
        (StoreLock held, _) = StoreAccess.Open(layout, settings, view, CancellationToken.None);
        using (held)
        {
            try
            {
                return work();
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw StoreFault.Explain(fault, layout.Root);
            }
        }
    }

    private PipelineInputException Incomplete(IReadOnlyList<string> faults) => new($"""
        Results cannot be restored completely; the database stays as it is.
          file:       {layout.Results}
          {string.Join("\n  ", faults)}
          Part of the store is missing or damaged, or comes from a version that wrote no journals.
          To have what can be restored all the same, move that file away and run this again.
        """);
}
