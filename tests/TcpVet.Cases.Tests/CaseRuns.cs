namespace TcpVet.Cases.Tests;

/// <summary>Every situation, made beside the others: most of the time of each is spent waiting for sockets to grow old.</summary>
public sealed class CaseRuns : IDisposable
{
    // A situation is a handful of small processes; the namespaces are its own, and the processors are shared by all.
    private const int AtOnce = 32;

    // A check-up works, loads programs into the kernel and takes them out again: more than a few at once would wait for each other.
    private const int ExaminedAtOnce = 4;

    private readonly SemaphoreSlim room = new(AtOnce);
    private readonly SemaphoreSlim turns = new(ExaminedAtOnce);
    private readonly Dictionary<string, Task<CaseRun>> runs = new(StringComparer.Ordinal);

    public CaseRuns()
    {
        if (CannotMake is not null)
        {
            return;
        }

        string published = File.Exists(Checkout.Page) ? File.ReadAllText(Checkout.Page) : "";
        foreach (CaseStory story in CaseStory.All)
        {
            runs.Add(story.Name, PlayInTurnAsync(story, published));
        }
    }

    /// <summary>Why this machine cannot make them; null when it can.</summary>
    internal static string? CannotMake { get; } =
        Binary is null ? "no binary: './run --help' builds it, or TCPVET_BINARY names one"
        : Environment.UserName != "root" ? "network namespaces need root"
        : string.IsNullOrEmpty(Environment.GetEnvironmentVariable("TCPVET_LAB_SERVERS"))
            ? "no real servers: eng/servers unpacks them, TCPVET_LAB_SERVERS names them"
        : Array.Find(["/usr/bin/python3", "/usr/bin/node"], tool => !File.Exists(tool)) is { } missing ? $"{missing} is not installed"
        : null;

    private static string? Binary => Environment.GetEnvironmentVariable("TCPVET_BINARY") is { Length: > 0 } named
        ? named
        : File.Exists(Path.Combine(Checkout.Root, "artifacts/bin/tcpvet")) ? Path.Combine(Checkout.Root, "artifacts/bin/tcpvet") : null;

    /// <summary>A situation's run, when it is over.</summary>
    internal Task<CaseRun> Of(string name)
    {
        Assert.SkipWhen(CannotMake is not null, CannotMake ?? "");
        return runs[name];
    }

    public void Dispose()
    {
        room.Dispose();
        turns.Dispose();
    }

    // What the published page has otherwise is made a second time, for a busy machine may have kept a process from its work. A healthy
    // host is not: a false alarm that comes now and then is one. Nothing is when the page is written.
    private async Task<CaseRun> PlayInTurnAsync(CaseStory story, string published)
    {
        await room.WaitAsync();
        try
        {
            CaseRun run = await CaseRun.PlayAsync(story, Binary!, turns);
            bool counts = story.IsHealthy || CaseTests.IsUpdate || published.Contains(CaseTable.Row(run), StringComparison.Ordinal);
            return counts ? run : await CaseRun.PlayAsync(story, Binary!, turns);
        }
        finally
        {
            room.Release();
        }
    }
}
