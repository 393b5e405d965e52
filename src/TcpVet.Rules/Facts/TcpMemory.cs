using System.Globalization;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Facts;

/// <summary>
/// TCP's memory against tcp_mem. Both are of the whole host and counted in pages; a child namespace has the first
/// (sockstat) and lacks the second, so that it is taken from whichever examined namespace has it.
/// </summary>
/// <param name="Pages">Pages in use (sockstat <c>TCP.mem</c>).</param>
/// <param name="Pressure">Where pressure begins, in pages.</param>
/// <param name="Max">The limit, in pages.</param>
internal readonly record struct TcpMemory(long Pages, long Pressure, long Max)
{
    /// <summary>The setting's name.</summary>
    public const string Setting = "net.ipv4.tcp_mem";

    /// <summary>The counter of the times that a socket of the namespace passed the mark of pressure.</summary>
    public const string Entered = "TcpExt.TCPMemoryPressures";

    // What lies in a buffer is at least the payload; the kernel charges whole skbs, mostly two to four times as much.
    private const int LargePart = 4;

    /// <summary>Reads the facts; null when one is unknown.</summary>
    public static TcpMemory? Of(RuleInput input)
    {
        string? text = input.Capture.Namespaces.Prepend(input.Netns)
            .Select(netns => netns.Sysctls.GetValueOrDefault(Setting)).FirstOrDefault(value => value is not null);
        string[] fields = text?.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries) ?? [];
        return fields.Length == 3
            && Number(fields[1]) is { } pressure
            && Number(fields[2]) is { } max
            && input.Netns.Sockstat.TryGetValue("TCP.mem", out long pages)
            ? new TcpMemory(pages, pressure, max) : null;
    }

    /// <summary>True when memory is under pressure, or came under it in the interval, and so many bytes of payload are a large part of
    /// it.</summary>
    public static bool IsHeldBy(long bytes, RuleInput input)
    {
        bool pressed = Increase.Of(input, Entered) > 0 || Of(input) is { } memory && memory.Pages >= memory.Pressure;
        return pressed
            && input.Netns.Sockstat.TryGetValue("TCP.mem", out long pages)
            && input.Capture.HostFacts.PageSize is { } page
            && bytes * LargePart >= pages * page;
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value > 0 ? value : null;
}
