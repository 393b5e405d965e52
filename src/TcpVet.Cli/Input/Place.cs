using System.IO.Compression;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Cli.Input;

/// <summary>A network namespace whose sockets a command looks at: on this host, or in a record.</summary>
internal abstract class Place
{
    /// <summary>Its name in output.</summary>
    public abstract string Label { get; }

    /// <summary>The host that it is on.</summary>
    public abstract string Host { get; }

    /// <summary>When it was observed.</summary>
    public abstract DateTimeOffset TakenAt { get; }

    /// <summary>Looks inside: on a thread of the namespace where it is a live one.</summary>
    public abstract T Look<T>(Func<PlaceView, T> inside);
}

/// <summary>A namespace of this host.</summary>
internal sealed class LivePlace(NetworkNamespace netns) : Place
{
    public override string Label => netns.Label;

    public override string Host => HostIdentity.Name(ProcFsRoot.Default);

    public override DateTimeOffset TakenAt => TimeProvider.System.GetUtcNow();

    public override T Look<T>(Func<PlaceView, T> inside) => netns.Run(() =>
    {
        using PlaceView view = new LiveView(Label);
        return inside(view);
    });
}

/// <summary>A namespace of a recorded capture.</summary>
internal sealed class CapturedPlace(Capture capture, NetnsCapture netns) : Place
{
    public override string Label => netns.Netns.Label;

    public override string Host => capture.Host;

    public override DateTimeOffset TakenAt => capture.TakenAt;

    /// <summary>The facts of the record, for commands that need no sockets.</summary>
    public NetnsCapture Facts => netns;

    public override T Look<T>(Func<PlaceView, T> inside)
    {
        RecordedSockets sockets = netns.Sockets ?? throw new RequestException(
            "this capture holds no sockets, only what a check-up needs; record one with 'tcpvet capture FILE', without --no-sockets");
        using PlaceView view = new RecordedView(
            Label, new RecordedSource(protocol => new GZipStream(new MemoryStream(protocol == Protocol.Tcp ? sockets.Tcp : sockets.Udp), CompressionMode.Decompress)),
            OwnerTable.From(sockets.Owners), pid => capture.Process(pid)?.Name)
        { LeftOut = sockets.LeftOut };
        return inside(view);
    }
}

/// <summary>A raw sock_diag dump as <c>ss -D FILE</c> writes it: TCP sockets of somewhere.</summary>
internal sealed class DumpPlace(FileInfo file) : Place
{
    public override string Label => "recorded";

    public override string Host => HostIdentity.Name(ProcFsRoot.Default);

    public override DateTimeOffset TakenAt => file.LastWriteTimeUtc;

    public override T Look<T>(Func<PlaceView, T> inside)
    {
        using PlaceView view = new RecordedView(
            Label, new RecordedSource(protocol => protocol == Protocol.Tcp ? file.OpenRead() : null), OwnerTable.From([]), _ => null);
        try
        {
            return inside(view);
        }
        catch (CaptureFormatException exception)
        {
            throw new CaptureFormatException($"{file.Name}: neither a capture nor a whole sock_diag dump: {exception.Message}", exception);
        }
    }
}
