using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace TcpVet.Dev.Rooms;

/// <summary>The types that one type's declaration and code name: bases, fields, parameters, locals, attributes, calls.</summary>
internal sealed class TypeReferences(MetadataReader reader, PEReader file) : ISignatureTypeProvider<bool, object?>
{
    private readonly HashSet<EntityHandle> found = [];

    /// <summary>All of them, as definitions and references of the assembly.</summary>
    public IReadOnlySet<EntityHandle> Of(TypeDefinitionHandle handle)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        Add(type.BaseType);
        Add(type.GetCustomAttributes());
        Add(type.GetGenericParameters());
        foreach (InterfaceImplementationHandle implementation in type.GetInterfaceImplementations())
        {
            Add(reader.GetInterfaceImplementation(implementation).Interface);
        }

        foreach (FieldDefinitionHandle field in type.GetFields())
        {
            reader.GetFieldDefinition(field).DecodeSignature(this, null);
            Add(reader.GetFieldDefinition(field).GetCustomAttributes());
        }

        foreach (MethodDefinitionHandle method in type.GetMethods())
        {
            Add(reader.GetMethodDefinition(method));
        }

        return found;
    }

    private void Add(MethodDefinition method)
    {
        method.DecodeSignature(this, null);
        Add(method.GetCustomAttributes());
        Add(method.GetGenericParameters());
        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        MethodBodyBlock body = file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(this, null);
        }

        foreach (ExceptionRegion region in body.ExceptionRegions)
        {
            Add(region.CatchType);
        }

        foreach (EntityHandle token in CodeTokens.Of(body.GetILReader()))
        {
            Add(token);
        }
    }

    private void Add(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition or HandleKind.TypeReference when !handle.IsNil:
                found.Add(handle);
                break;
            case HandleKind.TypeSpecification:
                reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
                break;
            case HandleKind.MethodDefinition:
                found.Add(reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                found.Add(reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                Add(reader.GetMemberReference((MemberReferenceHandle)handle));
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification method = reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                method.DecodeSignature(this, null);
                Add(method.Method);
                break;
        }
    }

    private void Add(MemberReference member)
    {
        Add(member.Parent);
        if (member.GetKind() == MemberReferenceKind.Method)
        {
            member.DecodeMethodSignature(this, null);
        }
        else
        {
            member.DecodeFieldSignature(this, null);
        }
    }

    private void Add(CustomAttributeHandleCollection attributes)
    {
        foreach (CustomAttributeHandle attribute in attributes)
        {
            Add(reader.GetCustomAttribute(attribute).Constructor);
        }
    }

    private void Add(GenericParameterHandleCollection parameters)
    {
        foreach (GenericParameterHandle parameter in parameters)
        {
            foreach (GenericParameterConstraintHandle constraint in reader.GetGenericParameter(parameter).GetConstraints())
            {
                Add(reader.GetGenericParameterConstraint(constraint).Type);
            }
        }
    }

    bool ISignatureTypeProvider<bool, object?>.GetTypeFromSpecification(
        MetadataReader owner, object? context, TypeSpecificationHandle handle, byte kind) =>
        owner.GetTypeSpecification(handle).DecodeSignature(this, context);

    bool ISimpleTypeProvider<bool>.GetTypeFromDefinition(MetadataReader owner, TypeDefinitionHandle handle, byte kind) => found.Add(handle);

    bool ISimpleTypeProvider<bool>.GetTypeFromReference(MetadataReader owner, TypeReferenceHandle handle, byte kind) => found.Add(handle);

    bool ISimpleTypeProvider<bool>.GetPrimitiveType(PrimitiveTypeCode code) => false;

    bool IConstructedTypeProvider<bool>.GetArrayType(bool element, ArrayShape shape) => false;

    bool IConstructedTypeProvider<bool>.GetByReferenceType(bool element) => false;

    bool IConstructedTypeProvider<bool>.GetGenericInstantiation(bool generic, ImmutableArray<bool> arguments) => false;

    bool IConstructedTypeProvider<bool>.GetPointerType(bool element) => false;

    bool ISZArrayTypeProvider<bool>.GetSZArrayType(bool element) => false;

    bool ISignatureTypeProvider<bool, object?>.GetFunctionPointerType(MethodSignature<bool> signature) => false;

    bool ISignatureTypeProvider<bool, object?>.GetGenericMethodParameter(object? context, int index) => false;

    bool ISignatureTypeProvider<bool, object?>.GetGenericTypeParameter(object? context, int index) => false;

    bool ISignatureTypeProvider<bool, object?>.GetModifiedType(bool modifier, bool unmodified, bool required) => false;

    bool ISignatureTypeProvider<bool, object?>.GetPinnedType(bool element) => false;
}
