"""Runs every model of a folder by OpenCV: python3 opencv.py FOLDER; files as in onnxruntime.cjs, results in NAME.opencv."""
import glob
import sys

import cv2
import numpy

for path in glob.glob(sys.argv[1] + "/*.onnx"):
    name = path[:-len(".onnx")]
    shape = [int(length) for length in open(name + ".shape").read().split()]
    try:
        network = cv2.dnn.readNetFromONNX(path)
        network.setInput(numpy.fromfile(name + ".input", numpy.float32).reshape(shape))
        network.forward().astype(numpy.float32).tofile(name + ".opencv")
    except cv2.error as error:
        open(name + ".opencv.error", "w").write(str(error))
