using TcpVet.Model;

namespace TcpVet.Cli.Terminal;

/// <summary>What an operation says besides its answer goes to standard error, a line each, made safe for a terminal.</summary>
internal static class Spoken
{
    /// <summary>Listens for one command.</summary>
    public static Notices Notices() => new(static line => Messages.Warn(SafeText.Escape(line)));

    /// <summary>Listens for one command that shows how long it waits.</summary>
    /// <param name="line">The line that is in the way of what is said.</param>
    /// <param name="progress">Takes how long the wait still lasts.</param>
    public static Notices Notices(StatusLine line, Action<TimeSpan> progress) => new(
        text =>
        {
            line.Wipe();
            Messages.Warn(SafeText.Escape(text));
        },
        progress);
}
