using System.Text;
using System.Text.Json;
using TcpVet.Cli.Output;
using TcpVet.Ebpf.Tracing;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Model;

namespace TcpVet.Cli.Trace;

/// <summary>What a record of a trace does not say by itself: the time of day, names of namespaces, reasons and processes as safe bytes.</summary>
/// <param name="namespaces">The namespaces that are known.</param>
internal sealed class TraceContext(IReadOnlyList<NetworkNamespace> namespaces)
{
    private const int MostNames = 4096;
    private static readonly long SearchEvery = 1000;

    private readonly Dictionary<uint, string> labels = namespaces.ToDictionary(netns => (uint)netns.Identity.Inode, netns => netns.Label);
    private readonly Dictionary<string, byte[]> quoted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> plain = new(StringComparer.Ordinal);
    private long searched = Environment.TickCount64;
    private DateTimeOffset started = DateTimeOffset.UtcNow - TimeSpan.FromTicks((long)(TraceSession.Now / 100));

    /// <summary>The names of the reasons of resets.</summary>
    public IReadOnlyDictionary<uint, string> ResetReasons { get; set; } = new Dictionary<uint, string>();

    /// <summary>Compares the clocks anew: the time of day may have been set.</summary>
    public void SetClock() => started = DateTimeOffset.UtcNow - TimeSpan.FromTicks((long)(TraceSession.Now / 100));

    /// <summary>The time of day of a moment of CLOCK_MONOTONIC.</summary>
    public DateTimeOffset TimeOf(ulong at) => started.AddTicks((long)(at / 100));

    /// <summary>The name of a namespace.</summary>
    public string Netns(uint inode)
    {
        if (labels.TryGetValue(inode, out string? label))
        {
            return label;
        }

        label = Find(inode) ?? $"net:[{inode}]";
        if (labels.Count < MostNames)
        {
            labels[inode] = label;
        }

        return label;
    }

    /// <summary>Text from outside as a JSON string: nothing but plain ASCII.</summary>
    public ReadOnlySpan<byte> Quoted(string text) => Cached(quoted, text, static text => Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\""));

    /// <summary>Text from outside, fit for a terminal.</summary>
    public ReadOnlySpan<byte> Plain(string text) => Cached(plain, text, static text => Encoding.UTF8.GetBytes(SafeText.Escape(text)));

    private static byte[] Cached(Dictionary<string, byte[]> cache, string text, Func<string, byte[]> make)
    {
        if (!cache.TryGetValue(text, out byte[]? bytes))
        {
            bytes = make(text);
            if (cache.Count < MostNames)
            {
                cache[text] = bytes;
            }
        }

        return bytes;
    }

    // A namespace that came after the start; the search walks over all processes.
    private string? Find(uint inode)
    {
        if (Environment.TickCount64 - searched < SearchEvery)
        {
            return null;
        }

        searched = Environment.TickCount64;
        try
        {
            return NetworkNamespaces.OfHost.All().Namespaces.FirstOrDefault(netns => netns.Identity.Inode == inode)?.Label;
        }
        catch (KernelException)
        {
            return null;
        }
    }
}
