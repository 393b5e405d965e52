using TcpVet.Probes.Udp.Questions;

namespace TcpVet.Probes.Results;

/// <summary>What an answer was understood to be.</summary>
/// <param name="Protocol">The <see cref="UdpQuestion.Name"/> of the question that it answers.</param>
/// <param name="Summary">
/// One line for people: version, name, code. At most <see cref="ReplyText.LongestSummary"/> characters, every unprintable one escaped: it
/// may be printed as it is.
/// </param>
public sealed record ProtocolReply(string Protocol, string Summary);
