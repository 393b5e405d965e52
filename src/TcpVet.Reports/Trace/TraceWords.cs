using System.Buffers.Text;
using System.Globalization;
using TcpVet.Ebpf.Tracing;
using TcpVet.Linux.Interop;
using TcpVet.Model;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Trace;

/// <summary>The words of a trace.</summary>
internal static class TraceWords
{
    private static readonly string[] Errors = [.. Sequence.Range(0, 134).Select(Errno.Name)];

    public static ReadOnlySpan<byte> Of(Direction direction) => direction switch
    {
        Direction.In => "in"u8,
        Direction.Out => "out"u8,
        _ => "?"u8,
    };

    public static ReadOnlySpan<byte> Of(FirstCloser closer) => closer switch
    {
        FirstCloser.Local => "local"u8,
        FirstCloser.Peer => "peer"u8,
        _ => "none"u8,
    };

    public static ReadOnlySpan<byte> Of(LifeEnd end) => end switch
    {
        LifeEnd.Fin => "fin"u8,
        LifeEnd.ResetSent => "reset_sent"u8,
        LifeEnd.ResetReceived => "reset_received"u8,
        LifeEnd.Timeout => "timeout"u8,
        LifeEnd.Unreachable => "unreachable"u8,
        LifeEnd.Abandoned => "abandoned"u8,
        LifeEnd.NoPort => "no_port"u8,
        _ => "destroyed"u8,
    };

    /// <summary>The symbol of an error number.</summary>
    public static string Error(int errno) => (uint)errno < (uint)Errors.Length ? Errors[errno] : Errno.Name(errno);

    /// <summary>Nanoseconds for people: <c>12us</c>, <c>3.4ms</c>, <c>1.2s</c>, and on as <see cref="Durations.Short"/>.</summary>
    public static string Short(ulong ns) => ns switch
    {
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{ns / 1000}us"),
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{ns / 1_000_000d:0.#}ms"),
        _ => Durations.Short((long)(ns / 1_000_000)),
    };

    /// <summary>Writes <c>2026-03-01T12:00:00.123456Z</c>.</summary>
    public static void Rfc3339(ref LineBuilder line, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[27];
        DateTime utc = time.UtcDateTime;
        Digits(text, utc.Year, 4);
        text[4] = (byte)'-';
        Digits(text[5..], utc.Month, 2);
        text[7] = (byte)'-';
        Digits(text[8..], utc.Day, 2);
        text[10] = (byte)'T';
        Clock(text[11..], utc);
        text[26] = (byte)'Z';
        line.Text(text);
    }

    /// <summary>Writes <c>12:00:00.123456</c>.</summary>
    public static void TimeOfDay(ref LineBuilder line, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[15];
        Clock(text, time.UtcDateTime);
        line.Text(text);
    }

    private static void Clock(Span<byte> text, DateTime utc)
    {
        Digits(text, utc.Hour, 2);
        text[2] = (byte)':';
        Digits(text[3..], utc.Minute, 2);
        text[5] = (byte)':';
        Digits(text[6..], utc.Second, 2);
        text[8] = (byte)'.';
        Digits(text[9..], (int)(utc.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond), 6);
    }

    private static void Digits(Span<byte> text, int number, int count) =>
        Utf8Formatter.TryFormat(number, text, out _, new System.Buffers.StandardFormat('D', (byte)count));
}
