using TcpVet.Model;

namespace TcpVet.Cli.Terminal;

/// <summary>A line on standard error while a person waits; wiped when it is over.</summary>
/// <param name="whole">How long it takes.</param>
/// <param name="shown">Whether that is worth a line.</param>
internal sealed class WaitLine(TimeSpan whole, bool shown) : IDisposable
{
    private readonly bool shown = shown && !Console.IsErrorRedirected;

    public void Show(TimeSpan left)
    {
        if (shown)
        {
            Messages.Show($"\r\e[Kwatching for {Durations.Short((long)whole.TotalMilliseconds)}, {Durations.Short((long)left.TotalMilliseconds)} left");
        }
    }

    public void Dispose()
    {
        if (shown)
        {
            Messages.Show("\r\e[K");
        }
    }
}
