using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Host;

/// <summary>TV505: needs a full queue of arriving packets, which is a processor's and not a namespace's.</summary>
internal sealed class SoftnetDrops : Scenario
{
    public override string Name => "softnet-drops";

    public override string Summary => "Packets come faster than a processor takes them out of its queue, and are dropped";

    public override IReadOnlyList<string> Expected => ["TV505"];

    public override string CannotShow() => "the queue is each processor's and no namespace's, so that overflowing it would lose other programs' packets too";

    public override void Make(Stage stage) => throw new LabException(CannotShow());
}
