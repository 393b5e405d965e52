using TcpVet.Model;

namespace TcpVet.Kernel.Tests.Filters;

/// <summary>Makes expressions that ss understands, out of what the sockets at hand have; the same for the same seed.</summary>
internal sealed class FilterMaker(int seed, IReadOnlyList<InetEndpoint> ends, IReadOnlyList<string> extra)
{
    private static readonly string[] Comparisons = ["=", "==", "eq", "!=", "ne", "neq", "<", "lt", ">", "gt", "<=", "le", "leq", ">=", "ge", "geq", ""];
    private static readonly string[] Joints = ["and", "&", "&&", "", "or", "|", "||"];
    private static readonly string[] States =
        ["all", "connected", "synchronized", "bucket", "big", "established", "syn-sent", "syn-recv", "fin-wait-1", "fin-wait-2", "time-wait", "closed", "close-wait", "last-ack", "listening", "closing"];

    private readonly Random random = new(seed);

    /// <summary>State words for a third of the filters; a filter never excludes all.</summary>
    internal string[] StateWords() => random.Next(6) switch
    {
        0 => ["state", Of(States)],
        1 => ["exclude", Of(States[5..])],
        2 => ["state", Of(States), "state", Of(States)],
        3 => ["state", "connected", "exclude", Of(States[7..])],
        _ => [],
    };

    /// <summary>An expression of up to three conditions a chain, two brackets deep.</summary>
    internal string Expression(int depth = 2)
    {
        string text = Operand(depth);
        for (int more = random.Next(3); more > 0; more--)
        {
            text = $"{text} {Of(Joints)} {Operand(depth)}";
        }

        return text;
    }

    private string Operand(int depth)
    {
        string operand = depth > 0 && random.Next(5) < 2 ? $"( {Expression(depth - 1)} )" : Condition();
        return random.Next(5) switch
        {
            0 => $"not {operand}",
            1 => $"! {operand}",
            _ => operand,
        };
    }

    private string Condition()
    {
        InetEndpoint end = Of(ends);
        return random.Next(10) switch
        {
            0 or 1 or 2 => $"{Of("src", "dst")} {Of("", "= ", "eq ")}{Host(end)}",
            3 => $"{Of("src", "dst")} {Of("*", "", "[::]", "0.0.0.0")}:{end.Port}",
            4 or 5 or 6 => $"{Of("sport", "dport")} {Of(Comparisons)} {Of(":", "")}{Of($"{end.Port}", $"0x{end.Port:x}", "80", "65535", "0", "1024", "40000")}",
            7 => $"dev {Of("", "= ", "!= ")}{Of("lo", "tv0", "0", "1")}",
            8 => $"fwmark {Of("", "= ", "!= ")}{Of("0", "0x11", "0x10", "1/0x1", "0x10/0xf0", "0/0", "33", "5/1")}",
            _ => Of(["autobound", .. extra]),
        };
    }

    private string Host(InetEndpoint end)
    {
        InetAddress address = end.Addr;
        if (address.IsIPv4Mapped && random.Next(2) == 0)
        {
            address = address.Unmapped;
        }

        string port = random.Next(4) == 0 ? $":{end.Port}" : "";
        bool v4 = address.Family == AddressFamily.IPv4;
        string length = random.Next(2) == 0 ? "" : $"/{random.Next(v4 ? 33 : 129)}";
        return v4 ? $"{address}{length}{port}" : $"[{address}{length}]{port}";
    }

    private T Of<T>(params IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}
