using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>ONC RPC (RFC 5531), procedure 0, which does nothing (section 12.1), of the program that belongs on the port; any other server
/// says that it has no such program.</summary>
internal sealed class RpcQuestion : UdpQuestion
{
    private const uint Call = 0;
    private const uint Reply = 1;
    private const uint RpcVersion = 2;
    private const uint LongestVerifier = 400;

    /// <inheritdoc/>
    public override string Name => "rpc";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["portmap", "rpcbind", "sunrpc", "nfs"];

    /// <inheritdoc/>
    public override string Title => "ONC RPC";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [111, 2049, 20048];

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context)
    {
        (_, uint program, uint version) = Program(context);
        // Section 9: xid, call, version of RPC, program, its version, procedure; then credentials and verifier AUTH_NONE (section 8.2).
        return
        [
            new BigEndianWriter()
                .UInt32(context.UInt32())
                .UInt32(Call)
                .UInt32(RpcVersion)
                .UInt32(program)
                .UInt32(version)
                .UInt32(0)
                .Zeros(16)
                .ToArray(),
        ];
    }

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        BigEndianReader reader = new(reply);
        (uint id, uint type, uint denied) = (reader.UInt32(), reader.UInt32(), reader.UInt32());
        if (reader.Failed || id != sent.UInt32() || type != Reply || denied > 1)
        {
            return null;
        }

        string? told = denied == 1 ? Denied(ref reader) : Accepted(ref reader);
        return reader.Failed || !reader.AtEnd || told is null ? null : Answer($"{Program(sent).Name} {told}");
    }

    // Numbers of IANA's "Remote Procedure Call (RPC) Program Numbers".
    private static (string Name, uint Number, uint Version) Program(QuestionContext context) => context.Target.Port switch
    {
        2049 => ("nfs", 100003, 3),
        20048 => ("mountd", 100005, 3),
        _ => ("portmapper", 100000, 2),
    };

    private static string? Accepted(ref BigEndianReader reader)
    {
        reader.UInt32();
        uint verifier = reader.UInt32();
        if (verifier > LongestVerifier)
        {
            return null;
        }

        reader.Take((int)((verifier + 3) & ~3u));
        return reader.UInt32() switch
        {
            0 => "answers",
            1 => "is not among its programs",
            2 => $"of other versions, {reader.UInt32()} to {reader.UInt32()}",
            3 => "has no procedure 0",
            4 => "could not decode the call",
            5 => "has a system error",
            _ => null,
        };
    }

    private static string? Denied(ref BigEndianReader reader) => reader.UInt32() switch
    {
        0 => $"denied: RPC of versions {reader.UInt32()} to {reader.UInt32()}",
        1 => $"denied: authentication status {reader.UInt32()}",
        _ => null,
    };
}
