namespace TcpVet.Model;

/// <summary>Tells a process from another one that has its pid and its name after a restart: by when it started.</summary>
internal sealed class ProcessLives
{
    /// <summary>How much two readings of one process's start may differ: facts are read after the sample's time is taken.</summary>
    public const long SlackMs = 5_000;

    private Dictionary<int, (string Name, long? StartedMs)> known = [];

    /// <summary>Looks at the processes of a sample.</summary>
    public void See(Capture sample, long atMs)
    {
        Dictionary<int, (string Name, long? StartedMs)> seen = [];
        foreach (ProcessFacts process in sample.Processes)
        {
            long? started = process.AgeSeconds is { } age ? atMs - (long)(Math.Min(age, 1e12) * 1000) : null;
            bool same = known.TryGetValue(process.Pid, out (string Name, long? StartedMs) before) && before.Name == process.Name
                && (started is null || before.StartedMs is null || Math.Abs(started.Value - before.StartedMs.Value) <= SlackMs);
            seen.TryAdd(process.Pid, (process.Name, same ? before.StartedMs ?? started : started));
        }

        known = seen;
    }

    /// <summary>When a process started, in the series' own time and the same for its whole life; null when unknown.</summary>
    public long? StartOf(ProcessRef? process) =>
        process is not null && known.TryGetValue(process.Pid, out (string Name, long? StartedMs) life) ? life.StartedMs : null;
}
