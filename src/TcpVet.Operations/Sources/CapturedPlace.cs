using System.IO.Compression;
using TcpVet.Linux;
using TcpVet.Linux.Owners;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Operations.Sources;

/// <summary>A namespace of a recorded capture.</summary>
/// <param name="capture">The capture.</param>
/// <param name="netns">One of its namespaces.</param>
/// <param name="host">This host, whose names a filter may use.</param>
public sealed class CapturedPlace(Capture capture, NetnsCapture netns, LiveHost host) : Place
{
    /// <inheritdoc/>
    public override string Label => netns.Netns.Label;

    /// <inheritdoc/>
    public override string Host => capture.Host;

    /// <inheritdoc/>
    public override DateTimeOffset TakenAt => capture.TakenAt;

    /// <summary>The facts of the record, for operations that need no sockets.</summary>
    public NetnsCapture Facts => netns;

    /// <inheritdoc/>
    /// <exception cref="RequestException">The capture holds no sockets.</exception>
    public override void Look(Action<PlaceView> inside)
    {
        RecordedSockets sockets = netns.Sockets ?? throw new RequestException(
            "this capture holds no sockets, only what a check-up needs; record one with 'tcpvet capture FILE', without --no-sockets");
        RecordedSource source = new(protocol =>
            new GZipStream(new MemoryStream(protocol == Protocol.Tcp ? sockets.Tcp : sockets.Udp), CompressionMode.Decompress));
        using PlaceView view =
            new RecordedView(Label, host.Root, source, OwnerTable.From(sockets.Owners), pid => capture.Process(pid)?.Name)
            {
                LeftOut = sockets.LeftOut,
            };
        inside(view);
    }
}
