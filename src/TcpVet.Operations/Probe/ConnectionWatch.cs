using TcpVet.Linux;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Operations.Sources;
using TcpVet.Probes.Connections;

namespace TcpVet.Operations.Probe;

/// <summary>Which connection to tell, and for how long.</summary>
/// <param name="Words">Its two ends, or a filter that matches one connection.</param>
/// <param name="Follow">Whether to tell every change until it has ended.</param>
/// <param name="Interval">The time between two looks.</param>
public sealed record ConnectionRequest(IReadOnlyList<string> Words, bool Follow, TimeSpan Interval);

/// <summary>One look at a connection.</summary>
/// <param name="Origin">Where, and when it was looked.</param>
/// <param name="Facts">What the kernel says.</param>
/// <param name="Story">What that means.</param>
public sealed record ConnectionSight(Origin Origin, ConnectionFacts Facts, ConnectionStory Story);

/// <summary>How a connection was seen to end.</summary>
/// <param name="At">When it was no longer there.</param>
/// <param name="Last">What was seen of it last.</param>
/// <param name="Replaced">Whether another connection has its ports now.</param>
public sealed record ConnectionEnd(DateTimeOffset At, ConnectionFacts Last, bool Replaced);

/// <summary>Takes what is seen of a connection, as it happens.</summary>
public interface IConnectionSink
{
    /// <summary>Takes the first look.</summary>
    void First(ConnectionSight sight);

    /// <summary>Takes a look at which something has changed.</summary>
    void Changed(ConnectionSight sight);

    /// <summary>Takes the end.</summary>
    void Ended(ConnectionEnd end);
}

/// <summary>How a look at a connection ended.</summary>
public enum ConnectionOutcome
{
    /// <summary>It was told, and to its end where that was asked for.</summary>
    Done,

    /// <summary>There is no such connection.</summary>
    Absent,

    /// <summary>It was stopped before the connection ended.</summary>
    Stopped,
}

/// <summary><c>probe --connection</c>: one existing connection, looked at once or until it ends. It sends nothing.</summary>
public static class ConnectionWatch
{
    /// <summary>Looks.</summary>
    /// <param name="host">The host.</param>
    /// <param name="request">Which connection.</param>
    /// <param name="place">Where.</param>
    /// <param name="sink">Takes what is seen.</param>
    /// <param name="cancellation">Ends the following.</param>
    /// <exception cref="RequestException">The words name no connection or several.</exception>
    public static ConnectionOutcome Run(LiveHost host, ConnectionRequest request, Place place, IConnectionSink sink,
        CancellationToken cancellation)
    {
        Selection selection = ConnectionSearch.Named(request.Words);
        ConnectionOutcome outcome = ConnectionOutcome.Absent;
        place.Look(view =>
        {
            if (ConnectionSearch.Find(host, view, selection) is not { } facts)
            {
                return;
            }

            ConnectionSettings settings = ConnectionSettings.Read(host.Root);
            ConnectionSight Sight(ConnectionFacts seen) => new(Origin.Of([place]), seen, ConnectionStory.Tell(seen, settings));
            sink.First(Sight(facts));
            outcome = request.Follow
                ? Follow(facts, () => ConnectionSearch.Find(host, view, selection), Sight, sink, request.Interval, cancellation)
                : ConnectionOutcome.Done;
        });
        return outcome;
    }

    private static ConnectionOutcome Follow(
        ConnectionFacts first, Func<ConnectionFacts?> look, Func<ConnectionFacts, ConnectionSight> sight, IConnectionSink sink,
        TimeSpan interval,
        CancellationToken cancellation)
    {
        ConnectionFacts last = first;
        while (!cancellation.WaitHandle.WaitOne(interval))
        {
            ConnectionFacts? now = look();
            // TIME_WAIT is a socket of its own with its own cookie; any other change of it is a new connection on the same ports.
            if (now is null || (now.Cookie != last.Cookie && now.State is not (TcpState.TimeWait or TcpState.FinWait2)))
            {
                sink.Ended(new ConnectionEnd(TimeProvider.System.GetUtcNow(), last, Replaced: now is not null));
                return ConnectionOutcome.Done;
            }

            if (HasChanged(last, now))
            {
                sink.Changed(sight(now));
            }

            last = now;
        }

        return ConnectionOutcome.Stopped;
    }

    private static bool HasChanged(ConnectionFacts last, ConnectionFacts now) =>
        (last.State, last.Timer, last.Retransmits, last.Unread, last.Unacknowledged)
            != (now.State, now.Timer, now.Retransmits, now.Unread, now.Unacknowledged)
        || last.TotalRetransmits != now.TotalRetransmits;
}
