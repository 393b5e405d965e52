using System.Globalization;
using System.Text.RegularExpressions;
using TcpVet.Lab;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>A process as <c>ss -p</c> names it.</summary>
internal sealed record SsProcess(string Name, int Pid, int Fd);

/// <summary>A timer as <c>ss -o</c> writes it.</summary>
internal sealed record SsTimer(string Kind, double ExpiresMs, int Retransmits);

/// <summary>One socket as <c>ss -OaeimpH</c> prints it.</summary>
internal sealed record SsRow(
    TcpState State, uint RecvQ, uint SendQ, InetEndpoint Local, InetEndpoint Peer, string? Device,
    SsTimer? Timer, uint Uid, ulong Inode, ulong Cookie, uint Mark, string? Cgroup,
    IReadOnlyDictionary<string, ulong> Memory, IReadOnlyList<SsProcess> Processes);

/// <summary>The other witness: ss of iproute2, run in the same namespace, and what it prints as values.</summary>
internal static partial class Ss
{
    /// <summary>Every TCP socket but those that are only bound, in all detail but tcp_info.</summary>
    internal static IReadOnlyList<SsRow> Tcp(Sandbox sandbox, params string[] filter) => TcpRows(sandbox, ["-HOtanem", .. filter]);

    /// <summary>Every UDP socket.</summary>
    internal static IReadOnlyList<SsRow> Udp(Sandbox sandbox, params string[] filter) => Rows(sandbox, ["-HOuanem", .. filter]);

    /// <summary>Every TCP socket with its processes.</summary>
    internal static IReadOnlyList<SsRow> TcpWithProcesses(Sandbox sandbox) => TcpRows(sandbox, ["-HOtanemp"]);

    /// <summary>What ss prints, as rows.</summary>
    internal static IReadOnlyList<SsRow> TcpRows(Sandbox sandbox, string[] arguments) =>
        // Sockets that are only bound: ss before iproute2 6.8 does not ask for them, later ones show them as UNCONN.
        [.. Rows(sandbox, arguments).Where(row => row.State != TcpState.Close)];

    internal static IReadOnlyList<SsRow> Rows(Sandbox sandbox, string[] arguments) =>
        [.. sandbox.Exec("ss", arguments).Checked("ss").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    internal static SsRow Parse(string line)
    {
        // The column of states is left out when only one was asked for.
        line = line.StartsWith(' ') || char.IsAsciiDigit(line[0]) ? $"UNKNOWN {line}" : line;
        string[] fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        string rest = fields.Length > 5 ? fields[5] : "";
        (InetEndpoint local, string? device) = End(fields[3]);
        (InetEndpoint peer, _) = End(fields[4]);
        Assert.True(TcpStateNames.TryParse(fields[0], out TcpState state, out _) || fields[0] == "UNKNOWN", line);
        return new SsRow(
            state, uint.Parse(fields[1], CultureInfo.InvariantCulture), uint.Parse(fields[2], CultureInfo.InvariantCulture), local, peer,
            device,
            Timer(rest), (uint)Number(Uid().Match(rest)), Number(Inode().Match(rest)), Number(Cookie().Match(rest)),
            (uint)Number(Mark().Match(rest)),
            CgroupPath().Match(rest) is { Success: true } cgroup ? cgroup.Groups[1].Value : null,
            Memory()
                .Match(rest)
                .Groups["item"]
                .Captures.ToDictionary(item =>
                    item.Value.TrimEnd("0123456789".ToCharArray()), item =>
                        ulong.Parse(item.Value.TrimStart("abcdefghijklmnopqrstuvwxyz".ToCharArray()), CultureInfo.InvariantCulture)),
            [.. Users()
                .Matches(rest)
                .Select(user =>
                    new SsProcess(user.Groups[1].Value, int.Parse(user.Groups[2].Value, CultureInfo.InvariantCulture),
                        int.Parse(user.Groups[3].Value, CultureInfo.InvariantCulture)))]);
    }

    // "127.0.0.1%lo:80", "[::1]:80", "*:80" (an IPv6 wildcard that takes IPv4 as well), port "*" for none.
    private static (InetEndpoint End, string? Device) End(string text)
    {
        int colon = text.LastIndexOf(':');
        string port = text[(colon + 1)..];
        string[] host = text[..colon].Split('%');
        InetAddress address = host[0] == "*" ? InetAddress.AnyIPv6 : InetAddress.Parse(host[0].Trim('[', ']'));
        return (new(address, port == "*" ? (ushort)0 : ushort.Parse(port, CultureInfo.InvariantCulture)), host.Length > 1 ? host[1] : null);
    }

    private static SsTimer? Timer(string rest)
    {
        Match match = TimerField().Match(rest);
        return match.Success
            ? new(match.Groups[1].Value, Milliseconds(match.Groups[2].Value),
                int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture))
            : null;
    }

    // print_ms_timer of misc/ss.c: "1min59sec", "59sec", "9.348ms" for 9348 ms, "204ms".
    private static double Milliseconds(string text)
    {
        Match match = Span().Match(text);
        double Part(int group) => match.Groups[group].Success ? double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;
        return (Part(1) * 60_000) + (Part(2) * 1000) + (Part(3) * 1000) + Part(4);
    }

    private static ulong Number(Match match) => !match.Success ? 0
        : match.Groups["hex"].Success ? ulong.Parse(match.Groups["hex"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : ulong.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"timer:\((\w+),([^,]*),(\d+)\)")]
    private static partial Regex TimerField();

    [GeneratedRegex(@"^(?:(\d+)min)?(?:(\d+)sec)?(?:(\d+)\.)?(?:(\d+)ms)?$")]
    private static partial Regex Span();

    [GeneratedRegex(@"\buid:(?<number>\d+)")]
    private static partial Regex Uid();

    [GeneratedRegex(@"\bino:(?<number>\d+)")]
    private static partial Regex Inode();

    [GeneratedRegex(@"\bsk:(?<hex>[0-9a-f]+)")]
    private static partial Regex Cookie();

    [GeneratedRegex(@"\bfwmark:0x(?<hex>[0-9a-f]+)")]
    private static partial Regex Mark();

    [GeneratedRegex(@"\bcgroup:(\S+)")]
    private static partial Regex CgroupPath();

    [GeneratedRegex(@"skmem:\((?:(?<item>[a-z]+\d+),?)+\)")]
    private static partial Regex Memory();

    [GeneratedRegex(@"\(""([^""]*)"",pid=(\d+),fd=(\d+)\)")]
    private static partial Regex Users();
}
