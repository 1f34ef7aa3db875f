namespace MimRepro.Models.Checkpoints.Pickles;

/// <summary>The functions by which torch.save writes tensors (pytorch/pytorch torch/_utils.py, torch/_tensor.py).</summary>
/// <param name="largestTensor">Bytes that a tensor may take when made contiguous.</param>
internal sealed class TensorCalls(ReadBudget budget, long largestTensor)
{
    private const string Utils = "torch._utils.";

    // Tensors that are no view of one storage stay what they are in the file: a name and arguments, some of them tensors.
    private static readonly string[] Inert =
    [
        Utils + "_rebuild_sparse_tensor", Utils + "_rebuild_sparse_csr_tensor", Utils + "_rebuild_nested_tensor", Utils + "_rebuild_meta_tensor_no_storage",
        Utils + "_rebuild_device_tensor_from_numpy", Utils + "_rebuild_device_tensor_from_cpu_tensor", Utils + "_rebuild_xla_tensor", Utils + "_rebuild_wrapper_subclass",
        "torch.device", "torch.serialization._get_layout", "torch.torch_version.TorchVersion",
    ];

    /// <returns>Null where it is no function of torch that we know.</returns>
    public object? Rebuild(PythonGlobal called, PythonTuple arguments)
    {
        string name = called.FullName;
        if (name is "torch._tensor._rebuild_from_type" or "torch._tensor._rebuild_from_type_v2" or "torch.tensor._rebuild_from_type")
            return arguments is [PythonGlobal function, PythonGlobal, PythonTuple inner, ..]
                ? View(function.FullName, inner) ?? throw Unfit(function.FullName)
                : throw Unfit(name);
        if (Inert.Contains(name))
            return new PythonObject(name, arguments);
        if (name == "torch.storage._load_from_bytes")
            throw new CheckpointFault("the file was written by pickle.dump, with a file inside of the file for every tensor") { Cause = "Only torch.save writes a format that is safe to read.", Cure = "Write it again with torch.save." };
        return View(name, arguments);
    }

    private CheckpointTensor? View(string name, PythonTuple arguments) => name switch
    {
        Utils + "_rebuild_tensor" => arguments is [CheckpointStorage storage, var offset, var size, var stride]
            ? Tensor(storage, offset, size, stride, storage.Type) : throw Unfit(name),
        Utils + "_rebuild_tensor_v2" => arguments is [CheckpointStorage storage, var offset, var size, var stride, bool gradient, ..] && arguments.Count <= 7
            ? Tensor(storage, offset, size, stride, storage.Type) with { RequiresGrad = gradient } : throw Unfit(name),
        Utils + "_rebuild_tensor_v3" => arguments is [CheckpointStorage storage, var offset, var size, var stride, bool gradient, _, PythonGlobal type, ..] && arguments.Count <= 8
            ? Tensor(storage, offset, size, stride, TorchTypes.OfElements(type)) with { RequiresGrad = gradient } : throw Unfit(name),
        Utils + "_rebuild_qtensor" => arguments is [CheckpointStorage storage, var offset, var size, var stride, PythonTuple quantizer, bool gradient, ..]
            ? Tensor(storage, offset, size, stride, storage.Type) with { RequiresGrad = gradient, Quantizer = quantizer } : throw Unfit(name),
        Utils + "_rebuild_parameter" => arguments is [CheckpointTensor data, bool gradient, _]
            ? data with { RequiresGrad = gradient, IsParameter = true } : throw Unfit(name),
        Utils + "_rebuild_parameter_with_state" => arguments is [CheckpointTensor data, bool gradient, _, _]
            ? data with { RequiresGrad = gradient, IsParameter = true } : throw Unfit(name),
        _ => null,
    };

    private CheckpointTensor Tensor(CheckpointStorage storage, object? offset, object? size, object? stride, TensorType type)
    {
        budget.Charge(ReadBudget.Tensor);
        long[] shape = Numbers(size, "shape"), strides = Numbers(stride, "strides");
        long first = offset is long number ? number : throw new CheckpointFault("the offset of a tensor is no number of 64 bits");
        TensorGeometry.Check(shape, strides, first, type, storage.Bytes, largestTensor);
        return new CheckpointTensor(storage, type, shape, strides, first);
    }

    private static long[] Numbers(object? value, string what)
    {
        const int Most = 1 << 10; // far more than dimensions can be, which is checked next
        if (value is not PythonTuple { Count: <= Most } numbers || numbers.Any(number => number is not long))
            throw new CheckpointFault($"the {what} of a tensor is no tuple of numbers of 64 bits");
        return [.. numbers.Cast<long>()];
    }

    private static CheckpointFault Unfit(string name) => new($"the pickle calls {CheckpointFault.Shown(name)} with arguments that do not fit it");
}
