using TcpVet.Model;

namespace TcpVet.Cli.Terminal;

/// <summary>Says on standard error how long a wait lasts, while a person waits; the line goes when it is over.</summary>
/// <param name="whole">How long it lasts.</param>
internal sealed class WaitLine(TimeSpan whole) : IDisposable
{
    private static readonly TimeSpan WorthALine = TimeSpan.FromSeconds(1);

    private readonly StatusLine line = new(shown: whole >= WorthALine);

    /// <summary>Listens to an operation that waits: what it says goes above the line.</summary>
    public Notices Notices() => Spoken.Notices(line, Show);

    /// <inheritdoc/>
    public void Dispose() => line.Dispose();

    private void Show(TimeSpan left) =>
        line.Show($"watching for {Durations.Short((long)whole.TotalMilliseconds)}, {Durations.Short((long)left.TotalMilliseconds)} left");
}
