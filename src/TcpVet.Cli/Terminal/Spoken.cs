using TcpVet.Model;

namespace TcpVet.Cli.Terminal;

/// <summary>What an operation says besides its answer goes to standard error, a line each, made safe for a terminal.</summary>
internal static class Spoken
{
    /// <summary>Listens for one command.</summary>
    /// <param name="progress">Takes how long a wait still lasts; null where no wait is shown.</param>
    public static Notices Notices(Action<TimeSpan>? progress = null) => new(line => Messages.Warn(SafeText.Escape(line)), progress);
}
