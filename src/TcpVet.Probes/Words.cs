using System.Globalization;

namespace TcpVet.Probes;

/// <summary>Figures in sentences.</summary>
internal static class Words
{
    /// <summary><c>3 s</c>, <c>0.5 s</c>, <c>40 ms</c>.</summary>
    public static string Seconds(long microseconds) => microseconds switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds} µs"),
        < 500_000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000.0:0.#} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1_000_000.0:0.##} s"),
    };

    /// <summary><c>1 datagram</c>, <c>3 datagrams</c>.</summary>
    public static string Of(long count, string thing) => string.Create(CultureInfo.InvariantCulture, $"{count} {thing}{(count == 1 ? "" : "s")}");
}
