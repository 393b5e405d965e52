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
    /// <exception cref="CaptureFormatException">They are damaged.</exception>
    public override void Look(Action<PlaceView> inside)
    {
        RecordedSockets sockets = netns.Sockets ?? throw new RequestException(
            "this capture holds no sockets, only what a check-up needs; record one with 'tcpvet capture FILE', without --no-sockets");
        using PlaceView view =
            new RecordedView(Label, host.Root, PackedSockets.Open(sockets), OwnerTable.From(sockets.Owners),
                pid => capture.Process(pid)?.Name)
            {
                LeftOut = sockets.LeftOut,
            };
        inside(view);
    }
}
