using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Watching;

namespace TcpVet.Operations.Watch;

/// <summary>One round of a watch.</summary>
/// <param name="Number">Which round, from 1.</param>
/// <param name="Capture">What was seen, compared with the rounds before.</param>
/// <param name="Diagnosis">What the rules say of it.</param>
/// <param name="Events">What appeared, worsened or cleared.</param>
/// <param name="Present">The findings that are there, flickers left out; gravest first.</param>
public sealed record WatchRound(
    int Number, Capture Capture, Diagnosis Diagnosis, IReadOnlyList<FindingEvent> Events, IReadOnlyList<Finding> Present);
