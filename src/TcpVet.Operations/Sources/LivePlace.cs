using TcpVet.Linux;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Operations.Sources;

/// <summary>A namespace of this host.</summary>
/// <param name="netns">Which.</param>
/// <param name="host">The host that it is on.</param>
/// <param name="notices">Takes what could not be looked at.</param>
public sealed class LivePlace(NetworkNamespace netns, LiveHost host, Notices notices) : Place
{
    /// <inheritdoc/>
    public override string Label => netns.Label;

    /// <inheritdoc/>
    public override string Host => HostIdentity.Name(host.Root);

    /// <inheritdoc/>
    public override DateTimeOffset TakenAt => TimeProvider.System.GetUtcNow();

    /// <inheritdoc/>
    /// <exception cref="NamespaceEntryException">The namespace has gone or cannot be entered.</exception>
    public override void Look(Action<PlaceView> inside) => netns.Run(() =>
    {
        using PlaceView view = new LiveView(Label, host, notices);
        inside(view);
    });
}
