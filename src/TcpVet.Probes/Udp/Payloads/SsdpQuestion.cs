using System.Text;
using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>SSDP (UPnP Device Architecture 2.0 section 1.3.2), a unicast M-SEARCH for root devices alone: "ssdp:all" would bring a reply
/// for each service.</summary>
internal sealed class SsdpQuestion : UdpQuestion
{
    private const string RootDevice = "upnp:rootdevice";

    /// <inheritdoc/>
    public override string Name => "ssdp";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["upnp"];

    /// <inheritdoc/>
    public override string Title => "Simple Service Discovery Protocol";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [1900];

    /// <inheritdoc/>
    public override string Silence => "a device may answer only hosts on its own network";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context) =>
    [
        // Devices of version 1.0 want MX even here.
        Encoding.ASCII.GetBytes($"M-SEARCH * HTTP/1.1\r\nHOST: {context.Target}\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: {RootDevice}\r\n\r\n"),
    ];

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        if (HeaderText.Read(reply) is not { } response || !response.StartLine.StartsWith("HTTP/1.", StringComparison.Ordinal)
            || response.StartLine.Split(' ') is not [_, "200", ..] || response.Field("ST") != RootDevice)
        {
            return null;
        }

        return Answer(response.Field("SERVER") ?? response.Field("USN") ?? "a root device");
    }
}
