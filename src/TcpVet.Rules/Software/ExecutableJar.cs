using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>What <c>java -jar</c> runs: mostly Spring Boot, which the command line does not tell; its remedies say so.</summary>
internal sealed class ExecutableJar : SpringBoot
{
    public override bool IsRunBy(ProcessTraits process) =>
        (process.Runtime == "java" || process.IsCalled("java")) && process.Says(" -jar ") && process.Says(".jar");

    private protected override ProvenRemedy Set(string what, Proof proof) => InConfiguration($"If it is Spring Boot, {Phrase.Verbatim(what)}", proof);
}
