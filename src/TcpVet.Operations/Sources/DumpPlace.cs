using TcpVet.Linux;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Operations.Sources;

/// <summary>A raw sock_diag dump as <c>ss -D FILE</c> writes it: TCP sockets of somewhere.</summary>
/// <param name="file">The dump.</param>
/// <param name="host">This host: the dump does not name its host, so it stands for it.</param>
public sealed class DumpPlace(FileInfo file, LiveHost host) : Place
{
    /// <inheritdoc/>
    public override string Label => "recorded";

    /// <inheritdoc/>
    public override string Host => HostIdentity.Name(host.Root);

    /// <inheritdoc/>
    public override DateTimeOffset TakenAt => file.LastWriteTimeUtc;

    /// <inheritdoc/>
    /// <exception cref="CaptureFormatException">The file is no whole dump.</exception>
    public override void Look(Action<PlaceView> inside)
    {
        using PlaceView view = new RecordedView(
            Label, host.Root, new RecordedSource(protocol => protocol == Protocol.Tcp ? file.OpenRead() : null), OwnerTable.From([]), _ =>
                null);
        try
        {
            inside(view);
        }
        catch (CaptureFormatException exception)
        {
            throw new CaptureFormatException($"{file.Name}: neither a capture nor a whole sock_diag dump: {exception.Message}", exception);
        }
    }
}
