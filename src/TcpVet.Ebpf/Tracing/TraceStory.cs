using TcpVet.Ebpf.Interop;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tracing;

/// <summary>
/// Makes whole stories of what the programs tell: adds what the tracepoints leave out (local ends of connect(2), TIME_WAIT, orphans in
/// FIN_WAIT2, resets that follow the end) and hands each transition, life and reset on once it is known.
/// </summary>
internal sealed class TraceStory : ITraceReader
{
    // A RST that follows CLOSE is sent in the same call; this is for a reader that is ahead of another processor's record.
    private const ulong ResetPatience = 20_000_000;

    private readonly ITraceListener listener;
    private readonly IReadOnlyDictionary<uint, string> resetReasons;
    private readonly SocketFacts facts;
    private readonly OpeningFollower openings;
    private readonly OrphanFollower orphans;
    private readonly TimeWaitFollower timeWaits;
    private readonly Dictionary<ulong, ConnectionLife> unexplained = [];
    private readonly Queue<(ulong Cookie, ulong At)> explanations = [];

    public TraceStory(
        ITraceListener listener, SocketFacts facts, SocketProbe probe, OpeningProbe opening, IReadOnlyDictionary<uint, string> resetReasons)
    {
        this.resetReasons = resetReasons;
        this.listener = listener;
        this.facts = facts;
        openings = new OpeningFollower(opening, Tell);
        orphans = new OrphanFollower(probe, OnOrphan);
        timeWaits = new TimeWaitFollower(Tell);
    }

    /// <summary>TIME_WAITs whose end is not told, because there were too many at once.</summary>
    public long NotFollowed => timeWaits.NotFollowed;

    public void OnTransition(in tcpvet_transition record)
    {
        Transition transition = facts.Read(in record);
        ConnectionKey key = ConnectionKey.Of(transition.Netns, transition.Local, transition.Peer);
        if (transition.To == TcpState.SynSent && transition.From == TcpState.Close)
        {
            openings.Add(in transition);
            return;
        }

        openings.OnNext(in transition);
        if (transition.From is TcpState.SynSent or TcpState.Listen)
        {
            orphans.OnSuccessor(key, transition.At);
            timeWaits.OnSuccessor(key, transition.At);
        }

        if (transition.To != TcpState.Close)
        {
            Tell(transition);
            return;
        }

        RecordFlags flags = record.socket.flags;
        if (LifeEnding.IsTimeWait(transition.From, flags, record.socket.error))
        {
            Transition began = transition with { To = TcpState.TimeWait };
            Tell(began);
            timeWaits.Add(key, in began);
        }
        else if (LifeEnding.IsOrphanFinWait2(transition.From, flags, record.socket.error))
        {
            orphans.Add(NewOrphan(key, in transition));
        }
        else
        {
            Tell(transition);
            Ended(transition.From, key, transition.At);
        }
    }

    public void OnLife(in tcpvet_life record)
    {
        ConnectionLife life = facts.Read(in record);
        TcpState last = (TcpState)record.last;
        ConnectionKey key = ConnectionKey.Of(life.Netns, life.Local, life.Peer);
        RecordFlags flags = record.socket.flags;
        if (LifeEnding.IsOrphanFinWait2(last, flags, record.socket.error))
        {
            if (orphans.Find(key) is { } told && told.At == life.Closed)
            {
                told.Life = life;
            }
            else
            {
                orphans.Add(NewOrphan(key, life, record.socket.@interface));
            }
        }
        else if (LifeEnding.AwaitsReset(last, flags, record.socket.error) && unexplained.TryAdd(life.Cookie, life))
        {
            explanations.Enqueue((life.Cookie, life.Closed));
        }
        else
        {
            listener.OnLife(LifeEnding.IsTimeWait(last, flags, record.socket.error) ? WithTimeWait(life) : life);
            Ended(last, key, life.Closed);
        }
    }

    public void OnReset(in tcpvet_reset record)
    {
        ConnectionReset reset = new(
            record.at, record.socket.netns, SocketFacts.Local(in record.socket), SocketFacts.Peer(in record.socket),
            facts.Process(in record.socket, isOld: false), record.sent != 0, (TcpState)record.state, record.reason);
        listener.OnReset(in reset);
        if (record.late == 0)
        {
            return;
        }

        orphans.OnReset(ConnectionKey.Of(reset.Netns, reset.Local, reset.Peer), reset.At);
        if (unexplained.Remove(record.socket.cookie, out ConnectionLife? life))
        {
            listener.OnLife(Reset(life, record.reason));
        }
    }

    /// <summary>Does what time asks for.</summary>
    /// <param name="now">Nanoseconds of CLOCK_MONOTONIC.</param>
    public void Tick(ulong now)
    {
        openings.Tick(now);
        orphans.Tick(now);
        timeWaits.Tick(now);
        Explain(now);
    }

    /// <summary>The trace ends: what is held is told as far as it is known.</summary>
    public void End(ulong now)
    {
        Tick(now);
        openings.End(now);
        Explain(ulong.MaxValue);
    }

    private void Tell(Transition transition) => listener.OnTransition(in transition);

    // LAST_ACK to CLOSE is the answer of the other end, which is in TIME_WAIT since.
    private void Ended(TcpState last, ConnectionKey key, ulong at)
    {
        if (last == TcpState.LastAck)
        {
            orphans.OnPeerClosed(key, at);
        }
    }

    private void Explain(ulong now)
    {
        while (explanations.TryPeek(out (ulong Cookie, ulong At) first) && (now == ulong.MaxValue || first.At + ResetPatience <= now))
        {
            explanations.Dequeue();
            if (unexplained.TryGetValue(first.Cookie, out ConnectionLife? life) && life.Closed == first.At)
            {
                unexplained.Remove(first.Cookie);
                listener.OnLife(life);
            }
        }
    }

    private void OnOrphan(Orphan orphan, OrphanFate fate, ulong at)
    {
        if (orphan.Transition is { } transition)
        {
            TellOrphan(orphan.Key, transition, fate, at);
        }

        if (orphan.Life is { } life)
        {
            listener.OnLife(fate switch
            {
                OrphanFate.Reset => Reset(life, 0),
                OrphanFate.TimeWait => WithTimeWait(Longer(life, at)) with { EndedBy = LifeEnd.Fin },
                OrphanFate.Expired => Longer(life, at) with { EndedBy = LifeEnd.Timeout },
                OrphanFate.Gone => Longer(life, at) with { EndedBy = LifeEnd.ResetReceived },
                _ => life with { EndedBy = LifeEnd.Fin },
            });
        }
    }

    private void TellOrphan(ConnectionKey key, Transition transition, OrphanFate fate, ulong at)
    {
        ulong? held = transition.HeldNs + (at - transition.At);
        switch (fate)
        {
            case OrphanFate.TimeWait:
                Transition began = transition with { At = at, To = TcpState.TimeWait, HeldNs = held, Derived = true };
                Tell(began);
                timeWaits.Add(key, in began);
                break;
            case OrphanFate.Reset:
                Tell(transition);
                break;
            case OrphanFate.Unknown:
                // The socket itself came to CLOSE; what the kernel keeps of it is not followed.
                Tell(transition with { Derived = true });
                break;
            default:
                Tell(transition with { At = at, HeldNs = held, Derived = true });
                break;
        }
    }

    private ConnectionLife Reset(ConnectionLife life, uint reason)
    {
        FirstCloser closer = life.FirstCloser == FirstCloser.None ? FirstCloser.Local : life.FirstCloser;
        return life with
        {
            EndedBy = LifeEnd.ResetSent,
            ResetReason = reason,
            ResetReasonName = resetReasons.GetValueOrDefault(reason),
            FirstCloser = closer,
        };
    }

    // The time as a mini-socket belongs to FIN_WAIT2.
    private static ConnectionLife Longer(ConnectionLife life, ulong at)
    {
        LifeStep[] states = [.. life.States];
        states[^1] = states[^1] with { Ns = states[^1].Ns + (at - life.Closed), Derived = true };
        return life with { States = states, Closed = at };
    }

    private static ConnectionLife WithTimeWait(ConnectionLife life) =>
        life with { States = [.. life.States, new LifeStep(TcpState.TimeWait, TimeWaitFollower.LengthNs, Derived: true)] };

    private static Orphan NewOrphan(ConnectionKey key, in Transition transition) => new()
    {
        Key = key,
        At = transition.At,
        Local = transition.Local,
        Peer = transition.Peer,
        Interface = transition.Interface,
        Transition = transition,
    };

    private static Orphan NewOrphan(ConnectionKey key, ConnectionLife life, uint device) => new()
    {
        Key = key,
        At = life.Closed,
        Local = life.Local,
        Peer = life.Peer,
        Interface = device,
        Life = life,
    };
}
