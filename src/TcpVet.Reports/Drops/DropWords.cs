using System.Globalization;
using TcpVet.Ebpf.Drops;
using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Operations.Drops;

namespace TcpVet.Reports.Drops;

/// <summary>The words of thrown away packets. What comes from outside is raw: tables make it safe.</summary>
internal static class DropWords
{
    public static string Of(DropWay way) => way switch
    {
        DropWay.In => "in",
        DropWay.Out => "out",
        DropWay.Forward => "forward",
        _ => "?",
    };

    public static string Of(DropKind kind) => kind switch
    {
        DropKind.Ordinary => "ordinary",
        DropKind.Refused => "refused",
        _ => "loss",
    };

    public static string? Of(DropOwnerBy by) => by switch
    {
        DropOwnerBy.Socket => "socket",
        DropOwnerBy.Sending => "sending",
        DropOwnerBy.Port => "port",
        _ => null,
    };

    /// <summary><c>:53</c>, <c>12 ports</c>, <c>any</c> where ports were not told apart.</summary>
    public static string Port(DropRow row) => row switch
    {
        { Ports: > 1 } => string.Create(CultureInfo.InvariantCulture, $"{row.Ports} ports"),
        { IsRest: true } => "any",
        { Port: 0 } => "-",
        _ => string.Create(CultureInfo.InvariantCulture, $":{row.Port}"),
    };

    /// <summary><c>nginx(4121) +2 nginx.service</c>.</summary>
    public static string Owner(DropOwner owner)
    {
        string process = owner.Process is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.Name}({known.Pid})") : "";
        string others = owner.Others > 0 ? string.Create(CultureInfo.InvariantCulture, $" +{owner.Others}") : "";
        string unit = owner.Unit is { } named ? $" {named}" : "";
        string text = $"{process}{others}{unit}".Trim();
        return text.Length > 0 ? text : "-";
    }

    /// <summary>One of the packets: <c>10.0.0.7:41000 → 10.0.0.1:53</c>, in the direction that it went.</summary>
    public static string Example(DropRow row) => row.Sample is not { } ends ? "-"
        : row.Way == DropWay.Out ? $"{End(ends.Local)} → {End(ends.Peer)}" : $"{End(ends.Peer)} → {End(ends.Local)}";

    /// <summary><c>inet filter input 4</c>, with <c>or</c> between those that may be it; <c>policy</c> in the place of the
    /// number.</summary>
    public static string Rules(DropRow row)
    {
        const int Shown = 3;
        if (row.Rules is not { Count: > 0 } rules)
        {
            return "-";
        }

        IEnumerable<string> named = rules.Take(Shown).Select(rule => string.Create(
            CultureInfo.InvariantCulture, $"{rule.Family} {rule.Table} {rule.Chain} {(rule.Handle is { } handle ? $"{handle}" : "policy")}"));
        return string.Join(" or ", named) + (rules.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $" or {rules.Count - Shown} more") : "");
    }

    public static string Rate(double perSecond) => perSecond switch
    {
        0 => "0/s",
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{perSecond:0.0}/s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{perSecond:0}/s"),
    };

    private static string End(InetEndpoint end) => end.Port == 0 ? end.Addr.ToString() : end.ToString();
}
