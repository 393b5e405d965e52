using TcpVet.Model;
using TcpVet.Operations.Settings;
using TcpVet.Rules.Engine;

namespace TcpVet.Operations.Checkup;

/// <summary>What a check-up saw and found.</summary>
/// <param name="Capture">The facts.</param>
/// <param name="Diagnosis">What the rules say of them, the ignored findings apart.</param>
/// <param name="Settings">The settings in force.</param>
/// <param name="Replayed">Whether the facts come from a record, so that hints about this host would mislead.</param>
public sealed record CheckupAnswer(Capture Capture, Diagnosis Diagnosis, CheckupSettings Settings, bool Replayed);
