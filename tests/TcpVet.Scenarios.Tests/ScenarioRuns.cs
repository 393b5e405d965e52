using TcpVet.Lab.Scenarios;
using TcpVet.Lab.Staging;

namespace TcpVet.Scenarios.Tests;

/// <summary>Every scenario, played beside the others: they mostly wait, and the whole takes as long as the slowest.</summary>
public sealed class ScenarioRuns : IDisposable
{
    // Each is a process or three; most of its time is spent waiting for sockets to grow old.
    private const int AtOnce = 16;

    private readonly SemaphoreSlim room = new(AtOnce);
    private readonly Dictionary<string, Task<ScenarioRun>> runs = new(StringComparer.Ordinal);

    public ScenarioRuns()
    {
        string? recordInto = Environment.GetEnvironmentVariable("TCPVET_RECORD") is { Length: > 0 } folder
            ? Directory.CreateDirectory(folder).FullName
            : null;
        if (Binary is { } binary)
        {
            foreach (Scenario scenario in ScenarioCatalog.All.OrderByDescending(scenario => scenario.Ripens))
            {
                runs.Add(scenario.Name, PlayInTurnAsync(scenario, binary, recordInto));
            }
        }
    }

    /// <summary>The program under test; null when it was not built.</summary>
    internal static string? Binary { get; } = Environment.GetEnvironmentVariable("TCPVET_BINARY") is { Length: > 0 } named ? named : Checkout.File("artifacts/bin/tcpvet");

    /// <summary>A scenario's run, when it is over.</summary>
    internal Task<ScenarioRun> Of(string name)
    {
        Assert.SkipWhen(Binary is null, "no binary: './run --help' builds it, or TCPVET_BINARY names one");
        return runs[name];
    }

    public void Dispose() => room.Dispose();

    private async Task<ScenarioRun> PlayInTurnAsync(Scenario scenario, string binary, string? recordInto)
    {
        await room.WaitAsync();
        try
        {
            return await ScenarioRun.PlayAsync(scenario, binary, recordInto);
        }
        finally
        {
            room.Release();
        }
    }
}
