using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Operations.Settings;
using TcpVet.Operations.Watch;
using TcpVet.Reports.Watch;
using TcpVet.Rules.Watching;

namespace TcpVet.Cli.Commands;

/// <summary><c>checkup --watch</c>: round after round, what appears and what clears, until it is stopped.</summary>
internal static class CheckupWatch
{
    /// <summary>Watches.</summary>
    /// <returns>1 when something at or above the level has appeared, else 0.</returns>
    public static int Run(LiveHost host, Screen screen, WatchRequest request, FailLevel failOn)
    {
        using Interruption interruption = new(everySignal: true);
        WatchForm form = WatchForm.Of(screen, request);
        using StatusLine status = new(shown: screen.IsText && screen.Terminal);
        bool bad = false;
        try
        {
            foreach (WatchRound round in HostWatch.Rounds(host, request, Spoken.Notices(), interruption.Token))
            {
                bad |= round.Events.Any(entry => entry.Change != FindingChange.Cleared && failOn.Catches(entry.Finding.Severity));
                status.Wipe();
                form.Round(round);
                status.Show(WatchWords.Status(round));
            }
        }
        catch (Exception exception) when (exception is KernelException or ObservationException)
        {
            // The namespace has gone, or the kernel refuses: what was seen until then is told all the same.
            End();
            throw;
        }

        End();
        return bad ? ExitStatus.FoundSomething : ExitStatus.Done;

        void End()
        {
            status.Wipe();
            form.End();
        }
    }
}
