using System.Buffers;
using System.Text.Json;
using TcpVet.Configs;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Operations.Redaction;

/// <summary>
/// A capture that may be shown to strangers: every address, name, path, unit, user and command line is a stand-in, the same one wherever
/// the same thing stood, so that rules answer the same. What is not known to be harmless is replaced, members of captures to come among
/// them.
/// </summary>
public static class CaptureRedaction
{
    /// <summary>The capture with stand-ins.</summary>
    /// <exception cref="CaptureFormatException">Its sockets are damaged.</exception>
    public static Capture Of(Capture capture)
    {
        StandIns standIns = new();
        Capture lean = capture with
        {
            Version = ReleaseText.Of(capture.Version),
            Kernel = ReleaseText.Of(capture.Kernel),
            Namespaces = [.. capture.Namespaces.Select(Lean)],
        };
        Rewrite(lean, standIns);
        standIns.Seal();
        return Rewrite(lean, standIns);
    }

    // What no rule asks for is left out, and names of directives are words of the product then.
    private static NetnsCapture Lean(NetnsCapture netns) =>
        netns with { Configurations = [.. netns.Configurations.Select(NeededDirectives.Of)] };

    private static Capture Rewrite(Capture capture, StandIns standIns)
    {
        RewrittenSockets sockets = new(address => standIns.Addresses[address], standIns.User);
        byte[] json = CaptureJson.Write(capture with
        {
            Namespaces =
                [.. capture.Namespaces.Select(netns => netns.Sockets is { } held ? netns with { Sockets = sockets.Of(held) } : netns)],
        });
        ArrayBufferWriter<byte> bytes = new(json.Length);
        using (Utf8JsonWriter writer = new(bytes))
        {
            new RedactedJson(standIns, writer).Rewrite(json);
        }

        return CaptureJson.Read(bytes.WrittenSpan);
    }
}
