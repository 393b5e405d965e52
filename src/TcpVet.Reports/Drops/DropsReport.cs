using System.Globalization;
using System.Text.Json;
using TcpVet.Ebpf.Drops;
using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Operations.Drops;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Drops;

/// <summary>Which packets a host throws away, why, and whose they were.</summary>
public static class DropsReport
{
    // Ports of one reason that a person sees each; a scan has thousands.
    private const int ShownPorts = 4;

    /// <summary>Makes the report.</summary>
    /// <param name="answer">What was counted.</param>
    /// <param name="netns">Whether there is a column for the namespace.</param>
    public static Report Of(DropsAnswer answer, bool netns) => new Report<DropRow>("drops", answer.Origin, answer.Rows)
    {
        Members = json => Members(json, answer),
        Item = (json, row) => Item(json, row, answer.Seconds),
        Table = Columns(answer, netns, wide: false),
        Wide = Columns(answer, netns, wide: true),
        Csv = CsvColumns(),
        Folded = DropTally.Fold(answer.Rows, ShownPorts),
        Below = prose => Below(prose, answer),
    };

    /// <summary>Makes the summary: a row a reason.</summary>
    /// <param name="answer">What was counted.</param>
    public static Report SummaryOf(DropsAnswer answer)
    {
        List<ReasonSum> sums = ReasonSum.Of(answer.Rows);
        return new Report<ReasonSum>("drops-summary", answer.Origin, sums)
        {
            Members = json => Members(json, answer),
            Item = (json, sum) =>
            {
                Reason(json, sum.Reason, sum.Kind);
                json.WriteNumber("packets", sum.Packets);
                json.WriteNumber("per_second", Math.Round(sum.Packets / answer.Seconds, 1));
            },
            Table = new Table<ReasonSum>()
                .Add("REASON", sum => SafeText.Escape(sum.Reason.Name))
                .Add("MEANS", sum => DropWords.Of(sum.Kind))
                .AddNumber("PACKETS", sum => Number(sum.Packets))
                .AddNumber("RATE", sum => DropWords.Rate(sum.Packets / answer.Seconds))
                .Add("WHY", sum => sum.Reason.Why.ToString()),
            Csv = new Table<ReasonSum>()
                .Add("reason", sum => sum.Reason.Name).Add("kind", sum => DropWords.Of(sum.Kind))
                .AddNumber("packets", sum => Number(sum.Packets)).Add("why", sum => sum.Reason.Why.ToString()),
            Below = prose => Foot(prose, answer),
        };
    }

    private static Table<DropRow> Columns(DropsAnswer answer, bool netns, bool wide)
    {
        Table<DropRow> table = new Table<DropRow>().Add("REASON", row => SafeText.Escape(row.Reason.Name));
        if (wide || answer.Rows.Any(row => row.Kind == DropKind.Ordinary))
        {
            table.Add("MEANS", row => DropWords.Of(row.Kind));
        }

        table.AddNumber("PACKETS", row => Number(row.Packets))
            .AddNumber("RATE", row => DropWords.Rate(row.Packets / answer.Seconds))
            .Add("WAY", row => DropWords.Of(row.Way))
            .Add("IF", row => row.Interface is { } name ? SafeText.Escape(name) : "-");
        if (netns)
        {
            table.Add("NETNS", row => SafeText.Escape(row.Netns));
        }

        table.Add("PROTO", row => row.Protocol)
            .Add("PORT", row => DropWords.Port(row))
            .Add("OWNER", row => SafeText.Escape(DropWords.Owner(row.Owner)))
            .Add("EXAMPLE", row => DropWords.Example(row));
        if (answer.Rows.Any(row => row.Rules?.Count > 0))
        {
            table.Add("RULE", row => SafeText.Escape(DropWords.Rules(row)));
        }

        return wide ? table.Add("LOCATION", row => row.Location is { } name ? SafeText.Escape(name) : "-") : table;
    }

    private static Table<DropRow> CsvColumns() => new Table<DropRow>()
        .Add("reason", row => row.Reason.Name)
        .Add("kind", row => DropWords.Of(row.Kind))
        .AddNumber("packets", row => Number(row.Packets))
        .AddNumber("bytes", row => Number(row.Bytes))
        .Add("direction", row => row.Way == DropWay.Unknown ? "" : DropWords.Of(row.Way))
        .Add("interface", row => row.Interface ?? "")
        .Add("netns", row => row.Netns)
        .Add("protocol", row => row.Protocol)
        .AddNumber("port", row => row.Port == 0 ? "" : Number(row.Port))
        .AddNumber("pid", row => row.Owner.Process is { } process ? Number(process.Pid) : "")
        .Add("process", row => row.Owner.Process?.Name ?? "")
        .Add("unit", row => row.Owner.Unit ?? "")
        .Add("owner_by", row => DropWords.Of(row.Owner.By) ?? "")
        .Add("local_addr", row => row.Sample?.Local.Addr.ToString() ?? "")
        .Add("peer_addr", row => row.Sample?.Peer.Addr.ToString() ?? "")
        .AddNumber("peer_port", row => row.Sample is { Peer.Port: > 0 } ends ? Number(ends.Peer.Port) : "")
        .Add("location", row => row.Location ?? "")
        .Add("rules", row => row.Rules is null ? "" : DropWords.Rules(row))
        .Add("last_at", row => JsonText.Time(row.Last));

    private static void Members(Utf8JsonWriter json, DropsAnswer answer)
    {
        json.WriteNumber("seconds", Math.Round(answer.Seconds, 3));
        json.WriteNumber("packets", answer.Rows.Sum(row => row.Packets));
        json.WriteNumber("lost", answer.Lost);
    }

    private static void Reason(Utf8JsonWriter json, DropReason reason, DropKind kind)
    {
        json.WriteString("reason", reason.Name);
        json.WriteString("kind", DropWords.Of(kind));
        json.WriteString("why", reason.Why.ToString());
        if (reason.Advice is { } advice)
        {
            json.WriteString("advice", advice.ToString());
        }
    }

    private static void Item(Utf8JsonWriter json, DropRow row, double seconds)
    {
        Reason(json, row.Reason, row.Kind);
        json.WriteNumber("packets", row.Packets);
        json.WriteNumber("bytes", row.Bytes);
        json.WriteNumber("per_second", Math.Round(row.Packets / seconds, 1));
        if (row.Way == DropWay.Unknown)
        {
            json.WriteNull("direction");
        }
        else
        {
            json.WriteString("direction", DropWords.Of(row.Way));
        }

        if (row.Interface is { } name)
        {
            json.WriteString("interface", name);
        }

        json.WriteString("netns", row.Netns);
        json.WriteString("protocol", row.Protocol);
        if (row.Port != 0)
        {
            json.WriteNumber("port", row.Port);
        }

        if (row.IsRest)
        {
            json.WriteBoolean("ports_not_told_apart", true);
        }

        Owner(json, row.Owner);
        if (row.Sample is { } ends)
        {
            json.WriteStartObject("example");
            End(json, "local", ends.Local);
            End(json, "peer", ends.Peer);
            json.WriteEndObject();
        }

        if (row.Location is { } location)
        {
            json.WriteString("location", location);
        }

        if (row.Rules is { } rules)
        {
            json.WriteStartArray("rules");
            foreach (FirewallRule rule in rules)
            {
                Rule(json, rule);
            }

            json.WriteEndArray();
        }

        if (row.First is { } first)
        {
            json.WriteString("first_at", JsonText.Time(first));
        }

        json.WriteString("last_at", JsonText.Time(row.Last));
    }

    private static void Owner(Utf8JsonWriter json, DropOwner owner)
    {
        if (owner.By == DropOwnerBy.None)
        {
            return;
        }

        if (owner.Process is { } process)
        {
            json.WriteStartObject("process");
            json.WriteNumber("pid", process.Pid);
            json.WriteString("name", process.Name);
            json.WriteEndObject();
            json.WriteNumber("other_holders", owner.Others);
        }

        if (owner.Unit is { } unit)
        {
            json.WriteString("unit", unit);
        }

        json.WriteString("owner_by", DropWords.Of(owner.By));
    }

    private static void Rule(Utf8JsonWriter json, FirewallRule rule)
    {
        json.WriteStartObject();
        json.WriteString("family", rule.Family);
        json.WriteString("table", rule.Table);
        json.WriteString("chain", rule.Chain);
        if (rule.Handle is { } handle)
        {
            json.WriteNumber("handle", handle);
        }

        json.WriteEndObject();
    }

    private static void End(Utf8JsonWriter json, string name, InetEndpoint end)
    {
        json.WriteStartObject(name);
        json.WriteString("addr", end.Addr.ToString());
        json.WriteNumber("port", end.Port);
        json.WriteEndObject();
    }

    private static void Below(Prose prose, DropsAnswer answer)
    {
        foreach (ReasonSum sum in ReasonSum.Of(answer.Rows).Where(sum => sum.Kind != DropKind.Ordinary))
        {
            prose.Blank().Line(0, $"{SafeText.Escape(sum.Reason.Name)}: {sum.Reason.Why}");
            bool named = answer.Rows.Where(row => row.Reason == sum.Reason).All(row => row.Rules?.Count > 0);
            if (named)
            {
                prose.Item(2, "do", 3, "RULE says which rule, or which it may be: family, table, chain and handle, as nft -a list ruleset shows them");
            }
            else if (sum.Reason.Advice is { } advice)
            {
                prose.Item(2, "do", 3, advice.ToString());
            }
        }

        Foot(prose, answer);
    }

    private static void Foot(Prose prose, DropsAnswer answer)
    {
        long packets = answer.Rows.Sum(row => row.Packets);
        string seconds = Durations.Short((long)(answer.Seconds * 1000));
        prose.Blank().Line(0, packets == 0
            ? $"no packet was thrown away in {seconds} that somebody may miss; -a shows the ordinary ones, too"
            : $"{Quantity.Of(packets, "packet")} in {seconds}");
        if (answer.Rows.Any(row => row.Owner.By == DropOwnerBy.Port))
        {
            prose.Line(0, "OWNER of packets that came in is who holds a socket on that port now");
        }

        if (answer.Lost > 0)
        {
            prose.Line(0, $"{Quantity.Of(answer.Lost, "packet")} more found no room in the table and could not be told apart");
        }
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>All packets of one reason and meaning.</summary>
    private sealed record ReasonSum(DropReason Reason, DropKind Kind, long Packets)
    {
        public static List<ReasonSum> Of(IReadOnlyList<DropRow> rows)
        {
            Dictionary<string, ReasonSum> sums = new(StringComparer.Ordinal);
            foreach (DropRow row in rows)
            {
                string key = $"{row.Reason.Name} {DropWords.Of(row.Kind)}";
                sums[key] = sums.TryGetValue(key, out ReasonSum? sum)
                    ? sum with { Packets = sum.Packets + row.Packets }
                    : new ReasonSum(row.Reason, row.Kind, row.Packets);
            }

            return [.. sums.Values.OrderBy(sum => sum.Kind == DropKind.Ordinary).ThenByDescending(sum => sum.Packets)];
        }
    }
}
