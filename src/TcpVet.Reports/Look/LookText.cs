using TcpVet.Model;
using TcpVet.Operations.Look;
using TcpVet.Operations.Sockets;
using TcpVet.Reports.Findings;
using TcpVet.Reports.Forms;
using TcpVet.Reports.Sockets;

namespace TcpVet.Reports.Look;

/// <summary>What there is to a word, for a person: a line of what it is, the census, tables, findings, what to type next.</summary>
internal static class LookText
{
    /// <summary>The kind as programs get it: <c>port</c>.</summary>
    public static string Kind(WordKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Writes the answer.</summary>
    public static void Write(Prose prose, LookAnswer answer)
    {
        Head(prose, answer);
        Census(prose, answer);
        Listeners(prose, answer.Listeners);
        Peers(prose, answer);
        Connections(prose, answer);
        Findings(prose, answer);
        Next(prose, answer);
    }

    private static void Head(Prose prose, LookAnswer answer)
    {
        WordSubject subject = answer.Subject;
        string text = SafeText.Escape(subject.Text);
        prose.Line(0, subject.Kind switch
        {
            WordKind.State => $"STATE {subject.State!.Value.Name()}: {answer.Page?.Summary}",
            WordKind.Port => $"PORT {text}, at either end",
            WordKind.Host => $"HOST {text}, at either end",
            _ => $"PROCESS {text}",
        }, Style.Strong);
        if (subject.State is { } state)
        {
            prose.Item(0, "who must act", 14, StateWords.WhoMustAct(state), Style.Dim);
        }
    }

    private static void Census(Prose prose, LookAnswer answer)
    {
        List<string> states = [];
        foreach ((TcpState state, long count) in answer.Tcp.Where(pair => pair.Value > 0)
            .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key))
        {
            states.Add($"{state.Name()} {count}");
        }

        prose.Blank();
        prose.Item(0, "TCP", 5, $"{answer.Tcp.Values.Sum()}  {string.Join("  ", states)}".TrimEnd(), Style.Strong);
        if (answer.Udp > 0)
        {
            prose.Item(0, "UDP", 5, $"{answer.Udp}", Style.Strong);
        }
    }

    private static void Listeners(Prose prose, IReadOnlyList<Listener> listeners)
    {
        if (listeners.Count == 0)
        {
            return;
        }

        prose.Blank();
        TextTable table = new(
            new Column("LISTENER"), new Column("QUEUE", Align.Right, "Q"), new Column("LIMIT", Align.Right, "LIM"), new Column("DROPS", Align.Right, "DR"),
            new Column("PROCESS"), new Column("CONNECTIONS"));
        foreach (Listener listener in listeners)
        {
            ListenerFacts facts = listener.Facts;
            string proto = facts.Proto == Protocol.Udp ? "udp " : "";
            table.Add(
                $"{proto}{facts.Local}", facts.Queue, facts.Limit is { } limit ? limit : new Cell("?"),
                facts.Drops is { } drops ? drops : new Cell("?"), ListenerText.Processes(facts), ListenerText.Connections(facts));
        }

        table.Write(prose);
    }

    private static void Peers(Prose prose, LookAnswer answer)
    {
        if (answer.Peers is not { Peers.Count: > 0 } peers)
        {
            return;
        }

        prose.Blank();
        TextTable table = new(new Column("PEER"), new Column("TOTAL", Align.Right), new Column("STATES"));
        foreach (PeerCounts peer in peers.Peers)
        {
            table.Add(peer.Peer.ToString(), peer.Total, States(peer.States));
        }

        if (peers.Beyond.Sockets > 0)
        {
            table.Add("others", peers.Beyond.Sockets, States(peers.Beyond.States));
        }

        table.Write(prose);
    }

    private static void Connections(Prose prose, LookAnswer answer)
    {
        if (answer.Connections.Rows.Count == 0)
        {
            return;
        }

        prose.Blank();
        Table<CountRow> columns = CountReport.Columns(answer.Connections);
        TextTable table = new([.. columns.Columns]);
        foreach (CountRow row in answer.Connections.Rows)
        {
            table.Add(columns.Row(row));
        }

        table.Write(prose);
    }

    private static void Findings(Prose prose, LookAnswer answer)
    {
        if (answer.Findings is not { } findings)
        {
            return;
        }

        prose.Blank();
        if (findings.Count == 0)
        {
            string known = answer.CannotTell.Count == 0 ? "" : " in what could be read";
            prose.Line(0, $"No finding is about {SafeText.Escape(answer.Subject.Text)}{known}.", Style.Good);
            return;
        }

        foreach (Finding finding in findings)
        {
            FindingText.WriteShort(prose, finding);
        }
    }

    private static void Next(Prose prose, LookAnswer answer)
    {
        prose.Blank();
        WordSubject subject = answer.Subject;
        string next = subject.State is { } state ? $"explain {state.Name()}"
            : answer.Findings is [{ } first, ..] ? $"explain {first.Code}"
            : $"list -ap {string.Join(' ', subject.Filter.Select(SafeText.Escape))}";
        prose.Line(0, $"NEXT  tcpvet {next}", Style.Dim);
    }

    private static string States(IReadOnlyDictionary<TcpState, long> counts) =>
        string.Join(", ", StateOrder.Of(counts).Select(state => $"{state.Name()} {counts[state]}"));
}
