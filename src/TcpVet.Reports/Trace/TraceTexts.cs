using System.Text;
using System.Text.Json;
using TcpVet.Model;
using TcpVet.Operations.Trace;

namespace TcpVet.Reports.Trace;

/// <summary>Text from outside as bytes that are safe to write, made once for each text.</summary>
/// <param name="names">The names and the clock of the trace.</param>
public sealed class TraceTexts(TraceNames names)
{
    private const int MostTexts = 4096;

    private readonly Dictionary<string, byte[]> quoted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> plain = new(StringComparer.Ordinal);

    /// <summary>The names and the clock of the trace.</summary>
    public TraceNames Names => names;

    /// <summary>Text from outside as a JSON string: nothing but plain ASCII.</summary>
    public ReadOnlySpan<byte> Quoted(string text) =>
        Cached(quoted, text, static text => Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\""));

    /// <summary>Text from outside, fit for a terminal.</summary>
    public ReadOnlySpan<byte> Plain(string text) => Cached(plain, text, static text => Encoding.UTF8.GetBytes(SafeText.Escape(text)));

    private static byte[] Cached(Dictionary<string, byte[]> cache, string text, Func<string, byte[]> make)
    {
        if (!cache.TryGetValue(text, out byte[]? bytes))
        {
            bytes = make(text);
            if (cache.Count < MostTexts)
            {
                cache[text] = bytes;
            }
        }

        return bytes;
    }
}
