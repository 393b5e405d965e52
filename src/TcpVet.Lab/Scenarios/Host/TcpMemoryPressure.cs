using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Host;

/// <summary>TV501: needs the host's TCP memory to run short, or tcp_mem to be lowered for all.</summary>
internal sealed class TcpMemoryPressure : Scenario
{
    public override string Name => "tcp-memory-pressure";

    public override string Summary => "Data that nobody reads brings all TCP of the host to its limit of memory";

    public override IReadOnlyList<string> Expected => ["TV501"];

    public override string CannotShow() => "tcp_mem and the memory that it limits are the whole host's, so that pressure would slow down other programs' connections too";

    public override void Make(Stage stage) => throw new LabException(CannotShow());
}
