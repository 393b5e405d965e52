using TcpVet.Cli.Commands;
using TcpVet.Cli.Output;
using TcpVet.Linux.Namespaces;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Operations.Sources;
using TcpVet.Probes.Connections;

namespace TcpVet.Cli.Probing;

/// <summary><c>probe --connection</c>: one existing connection, told in words; with <c>--follow</c> until it ends. It sends nothing.</summary>
internal static class ConnectionProbe
{
    /// <summary>Tells the connection.</summary>
    /// <returns>1 when there is none.</returns>
    public static int Run(Screen screen, NetworkNamespace netns, IReadOnlyList<string> words, bool follow, TimeSpan interval, CancellationToken cancellation)
    {
        Selection selection = ConnectionSearch.Selection(words);
        LivePlace place = SelectionOptions.Places(Spoken.Notices()).Of(netns);
        ConnectionReport report = new(screen, place);
        int status = ExitStatus.Done;
        place.Look(view => status = Tell(view));
        return status;

        int Tell(PlaceView view)
        {
            if (ConnectionSearch.Find(view, selection) is not { } facts)
            {
                Messages.Warn("probe: there is no such connection, or it has ended; TCP has no state left to tell of");
                return ExitStatus.FoundSomething;
            }

            ConnectionSettings settings = ConnectionSettings.Read();
            report.Whole(facts, ConnectionStory.Tell(facts, settings));
            return follow ? Follow(view, selection, facts, settings, report, interval, cancellation) : ExitStatus.Done;
        }
    }

    private static int Follow(
        PlaceView view, Selection selection, ConnectionFacts facts, ConnectionSettings settings, ConnectionReport report, TimeSpan interval, CancellationToken cancellation)
    {
        ConnectionFacts last = facts;
        while (!cancellation.WaitHandle.WaitOne(interval))
        {
            ConnectionFacts? now = ConnectionSearch.Find(view, selection);
            // TIME_WAIT is a socket of its own with its own cookie; any other change of it is a new connection on the same ports.
            if (now is null || (now.Cookie != last.Cookie && now.State is not (TcpState.TimeWait or TcpState.FinWait2)))
            {
                report.Ended(last, replaced: now is not null);
                return ExitStatus.Done;
            }

            if (Changed(last, now))
            {
                report.Change(now, ConnectionStory.Tell(now, settings));
            }

            last = now;
        }

        return ExitStatus.Interrupted;
    }

    private static bool Changed(ConnectionFacts last, ConnectionFacts now) =>
        (last.State, last.Timer, last.Retransmits, last.Unread, last.Unacknowledged) != (now.State, now.Timer, now.Retransmits, now.Unread, now.Unacknowledged)
        || last.TotalRetransmits != now.TotalRetransmits;
}
