using System.Globalization;
using System.Text.Json;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Sockets;

/// <summary>Listening sockets: accept queue and limit, their own drops, owner, connections by state.</summary>
public static class ListenersReport
{
    /// <summary>Makes the report.</summary>
    public static Report Of(ListenersAnswer answer) => new Report<Listener>("listeners", answer.Origin, answer.Listeners)
    {
        Item = Item,
        Table = Columns(answer, wide: false),
        Wide = Columns(answer, wide: true),
        Csv = Csv(),
    };

    private static Table<Listener> Columns(ListenersAnswer answer, bool wide)
    {
        Table<Listener> table = new();
        if (answer.ManyPlaces)
        {
            table.Add("NETNS", listener => SafeText.Escape(listener.Netns));
        }

        table.Add("PROTO", listener => Proto(listener.Facts))
            .Add("LOCAL", listener => SafeText.Escape(Local(listener)))
            .AddNumber("QUEUE", listener => new Cell(Number(listener.Facts.Queue), QueueStyle(listener.Facts)), "Q")
            .AddNumber("LIMIT", listener => Number(listener.Facts.Limit), "LIM")
            .AddNumber(
                "DROPS", listener => new Cell(Number(listener.Facts.Drops), listener.Facts.Drops > 0 ? Style.Warning : Style.Plain), "DR");
        if (wide)
        {
            table.AddNumber("UID", listener => listener.Facts.Uid)
                .AddNumber("INODE", listener => listener.Facts.Inode)
                .Add("CGROUP", listener => listener.Facts.Cgroup is { } cgroup ? SafeText.Escape(cgroup) : "-");
        }

        return table.Add("CONNECTIONS", listener => ListenerText.Connections(listener.Facts))
            .Add("PROCESS", listener => ListenerText.Processes(listener.Facts));
    }

    private static Table<Listener> Csv() => new Table<Listener>()
        .Add("proto", listener => Proto(listener.Facts))
        .Add("local_addr", listener => listener.Facts.Local.Addr.ToString())
        .AddNumber("local_port", listener => Number(listener.Facts.Local.Port))
        .AddNumber("queue", listener => Number(listener.Facts.Queue))
        .AddNumber("limit", listener => Known(listener.Facts.Limit))
        .AddNumber("drops", listener => Known(listener.Facts.Drops))
        .AddNumber("uid", listener => Number(listener.Facts.Uid))
        .AddNumber("inode", listener => Number(listener.Facts.Inode))
        .Add("cgroup", listener => listener.Facts.Cgroup ?? "")
        .Add("netns", listener => listener.Netns)
        .AddNumber("connections", listener => Number(listener.Facts.States.Values.Sum()))
        .AddNumber("unaccepted", listener => Number(listener.Facts.Unaccepted))
        .Add("processes", listener => string.Join(' ', listener.Facts.Processes.Select(process => $"{process.Name}[{process.Pid}]")));

    private static Style QueueStyle(ListenerFacts facts) => facts.Proto == Protocol.Tcp && facts.Limit is { } limit
        ? facts.Queue > limit ? Style.Critical : facts.Queue > 0 && facts.Queue * 10 >= limit * 7 ? Style.Warning : Style.Plain
        : Style.Plain;

    private static string Proto(ListenerFacts facts) => facts.Proto.ToString().ToLowerInvariant();

    private static string Local(Listener listener)
    {
        InetEndpoint local = listener.Facts.Local;
        if (listener is { Host: null, Service: null })
        {
            return local.ToString();
        }

        string host = listener.Host ?? (local.Addr.Family == AddressFamily.IPv6 ? $"[{local.Addr}]" : local.Addr.ToString());
        return $"{host}:{listener.Service ?? local.Port.ToString()}";
    }

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "?";

    private static string Known(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>Writes the members of a listener.</summary>
    internal static void Item(Utf8JsonWriter json, Listener listener)
    {
        ListenerFacts facts = listener.Facts;
        json.WriteString("proto", Proto(facts));
        JsonText.Endpoint(json, "local", facts.Local);
        json.WriteNumber("queue", facts.Queue);
        Unknown(json, "limit", facts.Limit);
        Unknown(json, "drops", facts.Drops);
        json.WriteStartArray("processes");
        foreach (ProcessRef process in facts.Processes)
        {
            json.WriteStartObject();
            json.WriteNumber("pid", process.Pid);
            json.WriteString("name", process.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("cgroup", facts.Cgroup);
        JsonText.States(json, "states", facts.States);
        json.WriteNumber("unaccepted", facts.Unaccepted);
        json.WriteNumber("sharing", facts.Sharing);
        json.WriteNumber("uid", facts.Uid);
        json.WriteNumber("inode", facts.Inode);
        json.WriteNumber("cookie", facts.Cookie);
        json.WriteString("netns", listener.Netns);
    }

    // Unknown is not zero: null says that the kernel did not tell.
    private static void Unknown(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
